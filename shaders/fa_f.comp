// Attention of many queries, without matrix hardware: see kv.glsl for the equation and the arguments.
//
// A tile is BR rows, the queries of consecutive tokens and all heads of one group, in registers and shared memory; it
// walks the keys that any of its rows sees, BC at a time, with the online softmax (Milakov and Gimelshein 2018;
// FlashAttention, Dao et al. 2022). K and V pass through shared memory in chunks of PIECE columns. The mask is
// computed from positions.
// Dispatch: x = ceil(tokens * heads / kv_heads / BR), y = kv_heads. Invocation (ty, tx), tx < 8: rows ty * TR + r, keys
// tx + 8 c of S = Q K^T, columns 4 (tx + 8 c) of O += P V. The 8 invocations of a row are of one subgroup.
// Spec constant 6 BR = WG / 8 * TR (16 or 32, so that Q fits in shared memory: 16 floats x BR x HSK / 4).
#version 460
#include "common.glsl"
#include "kv.glsl"

layout(constant_id = 6) const uint BR = 32;
const uint BC = 32, PIECE = 64, TX = 8, TR = BR * TX / WG, QD = HSK / 4, VD = HSV / 4;
const uint Q_ROW = QD + 1, PIECES = PIECE / 4, KV_ROW = PIECES + 1, P_ROW = BC / 4 + 1; // odd: fewer bank conflicts
const uint CHUNKS = (HSV + PIECE - 1) / PIECE, OWN = PIECES / TX, KEYS = BC / TX;

shared vec4 qs[BR * Q_ROW], kv[BC * KV_ROW], ps[BR * P_ROW];

// Rows of keys [from, from + BC), vectors [first, first + PIECES) of n / 4, into kv; in the cache a row is `length` long.
void stage(U16 base, int kv_head, int from, int to, uint first, uint n, uint length, uint tid) {
    const uint slot = uint(from) % uint(capacity);
    for (uint e = tid; e < BC * PIECES; e += WG) {
        uint key = e / PIECES, d = e % PIECES;
        vec4 x = vec4(0);
        if (from + int(key) < to && first + d < n / 4)
            x = cached(base, slot_of(kv_head, slot, key), length, first + d);
        kv[key * KV_ROW + d] = x;
    }
}

void main() {
    const uint tid = gl_SubgroupID * gl_SubgroupSize + gl_SubgroupInvocationID, tx = tid % TX, ty = tid / TX;
    const int group = heads / kv_heads, first_row = int(gl_WorkGroupID.x * BR), kv_head = int(gl_WorkGroupID.y);
    int from = 0x7fffffff, to = 0;
    for (int t = first_row / group; t <= (first_row + int(BR) - 1) / group; t++) {
        ivec2 see = visible(t);
        if (see.y > see.x) from = min(from, see.x), to = max(to, see.y);
    }
    if (from >= to) return;

    for (uint e = tid; e < BR * QD; e += WG) {
        int row = first_row + int(e / QD), t = row / group;
        qs[e / QD * Q_ROW + e % QD] = t < params.n ? query(t, kv_head * group + row % group, e % QD) : vec4(0);
    }
    vec4 o[TR][CHUNKS * OWN];
    float top[TR], sum[TR], slope[TR];
    ivec2 see[TR];
    for (uint r = 0; r < TR; r++) {
        see[r] = visible((first_row + int(ty * TR + r)) / group);
        top[r] = LOWEST, sum[r] = 0, slope[r] = slope_of(kv_head * group + (first_row + int(ty * TR + r)) % group);
        for (uint c = 0; c < CHUNKS * OWN; c++) o[r][c] = vec4(0);
    }

    for (int tile = from; tile < to; tile += int(BC)) {
        float s[TR][KEYS];
        for (uint r = 0; r < TR; r++)
            for (uint c = 0; c < KEYS; c++) s[r][c] = 0;
        for (uint first = 0; first < QD; first += PIECES) {
            barrier();
            stage(k, kv_head, tile, to, first, HSK, HSK, tid);
            barrier();
            for (uint d = 0; d < min(PIECES, QD - first); d++) {
                vec4 x[KEYS];
                [[unroll]] for (uint c = 0; c < KEYS; c++) x[c] = kv[(tx + TX * c) * KV_ROW + d];
                [[unroll]] for (uint r = 0; r < TR; r++) {
                    vec4 y = qs[(ty * TR + r) * Q_ROW + first + d];
                    [[unroll]] for (uint c = 0; c < KEYS; c++) s[r][c] += dot(x[c], y);
                }
            }
        }
        for (uint r = 0; r < TR; r++) {
            float high = top[r], shrink, rest = 0;
            for (uint c = 0; c < KEYS; c++) {
                int j = tile + int(tx + TX * c), t = (first_row + int(ty * TR + r)) / group;
                s[r][c] = j >= see[r].x && j < see[r].y ? score_of(s[r][c], slope[r], t, j) : LOWEST;
                high = max(high, s[r][c]);
            }
            for (uint lane = 1; lane < TX; lane *= 2) high = max(high, subgroupShuffleXor(high, lane));
            for (uint c = 0; c < KEYS; c++) {
                float p = s[r][c] > LOWEST ? exp(s[r][c] - high) : 0;
                uint j = tx + TX * c;
                ps[(ty * TR + r) * P_ROW + j / 4][j % 4] = p, rest += p;
            }
            for (uint lane = 1; lane < TX; lane *= 2) rest += subgroupShuffleXor(rest, lane);
            shrink = exp(top[r] - high), sum[r] = sum[r] * shrink + rest, top[r] = high;
            for (uint c = 0; c < CHUNKS * OWN; c++) o[r][c] *= shrink;
        }
        [[unroll]] for (uint chunk = 0; chunk < CHUNKS; chunk++) {
            barrier();
            stage(v, kv_head, tile, to, chunk * PIECES, HSV, v_length(), tid);
            barrier();
            for (uint j = 0; j < BC; j += 4) {
                vec4 p[TR];
                [[unroll]] for (uint r = 0; r < TR; r++) p[r] = ps[(ty * TR + r) * P_ROW + j / 4];
                [[unroll]] for (uint c = 0; c < OWN; c++)
                    [[unroll]] for (uint i = 0; i < 4; i++) {
                        vec4 x = kv[(j + i) * KV_ROW + tx + TX * c];
                        [[unroll]] for (uint r = 0; r < TR; r++) o[r][chunk * OWN + c] += p[r][i] * x;
                    }
            }
        }
    }

    for (uint r = 0; r < TR; r++) {
        int row = first_row + int(ty * TR + r), head = kv_head * group + row % group;
        if (see[r].x >= see[r].y) continue;
        float shrink = 1;
        if ((flags & SINKS) != 0) { // one more score in the sum, without a value
            float high = max(top[r], sinks.v[head]);
            shrink = exp(top[r] - high), sum[r] = sum[r] * shrink + exp(sinks.v[head] - high);
        }
        shrink /= sum[r];
        for (uint c = 0; c < CHUNKS * OWN; c++) {
            uint i = c / OWN * PIECES + tx + c % OWN * TX;
            if (i < VD) store(row / group, head, i, shrink * o[r][c]);
        }
    }
}
