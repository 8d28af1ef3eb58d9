// Attention of many queries with VK_KHR_cooperative_matrix: see kv.glsl for the equation and the arguments, fa_f.comp
// for the course of things. Q, K, V and the probabilities in f16, sums and the softmax in f32.
//
// A subgroup has TM rows (queries of consecutive tokens and all heads of one group): its rows of Q are in registers as
// QN matrices of TM x TK, its part of O as VN of TM x TN. K and V of BC keys lie in shared memory for all subgroups.
// Matrices show no rows, so S = Q K^T passes through the subgroup's own shared memory for the softmax, where L
// invocations share a row, and comes back as P; the factor by which a row of O shrinks comes as a matrix too, when any
// row's maximum has moved.
// Dispatch: x = ceil(tokens * heads / kv_heads / (TM * WG / SG)), y = kv_heads.
// Spec constants: 6 TM, 7 TN, 8 TK (a shape of the device: f16, f32 sums), 9 BC (a multiple of all three; 16 or 32
// where shared memory is short: bytes 2 BC (HSK + HSV + 16) + WG / SG * TM * (BC + 4) * 4). SG is a multiple of TM.
#version 460
#extension GL_KHR_cooperative_matrix : require
#extension GL_KHR_memory_scope_semantics : require
#extension GL_EXT_shader_explicit_arithmetic_types_float16 : require
#include "common.glsl"
#include "kv.glsl"

layout(constant_id = 6) const uint TM = 16;
layout(constant_id = 7) const uint TN = 16;
layout(constant_id = 8) const uint TK = 16;
layout(constant_id = 9) const uint BC = 32;
const uint BR = WG / SG * TM, QN = (HSK + TK - 1) / TK, VN = (HSV + TN - 1) / TN, L = SG / TM, OWN = BC / 4 / L;
const uint QD = QN * TK / 4, VD = VN * TN / 4; // vectors of a padded row
const uint K_ROW = QD + 2, V_ROW = VD + 2, S_ROW = BC / 4 + 1; // of 4 halves; of 4 floats
const uint MINE = TM * (S_ROW > TN / 4 ? S_ROW : TN / 4);

shared uvec2 ks[BC * K_ROW], vs[BC * V_ROW];
shared uvec4 mine[WG / SG * MINE];

#define ACC coopmat<float, gl_ScopeSubgroup, TM, TN, gl_MatrixUseAccumulator>

uvec2 halves(vec4 v) {
    v = clamp(v, -65504.0, 65504.0);
    return uvec2(packFloat2x16(f16vec2(v.xy)), packFloat2x16(f16vec2(v.zw))); // packHalf2x16 may cut off
}

void main() {
    const uint lane = gl_SubgroupInvocationID, tid = gl_SubgroupID * SG + lane, own = gl_SubgroupID * MINE;
    const uint row = lane / L, l = lane % L;
    const int group = heads / kv_heads, first_row = int(gl_WorkGroupID.x * BR), kv_head = int(gl_WorkGroupID.y);
    int from = 0x7fffffff, to = 0;
    for (int t = first_row / group; t <= (first_row + int(BR) - 1) / group; t++) {
        ivec2 see = visible(t);
        if (see.y > see.x) from = min(from, see.x), to = max(to, see.y);
    }
    if (from >= to) return;

    coopmat<float16_t, gl_ScopeSubgroup, TM, TK, gl_MatrixUseA> q_[QN], p_[BC / TK];
    coopmat<float16_t, gl_ScopeSubgroup, TK, TN, gl_MatrixUseB> b;
    ACC o[VN];
    for (uint base = 0; base < BR; base += BC) { // Q through K's place
        barrier();
        for (uint e = tid; e < BC * QD; e += WG) {
            int r = first_row + int(base + e / QD), t = r / group;
            bool there = t < params.n && e % QD < HSK / 4 && base + e / QD < BR;
            ks[e / QD * K_ROW + e % QD] = there ? halves(query(t, kv_head * group + r % group, e % QD)) : uvec2(0);
        }
        barrier();
        uint at = gl_SubgroupID * TM - base; // wraps for those before
        if (at < BC)
            [[unroll]] for (uint i = 0; i < QN; i++)
                coopMatLoad(q_[i], ks, at * K_ROW + i * TK / 4, K_ROW, gl_CooperativeMatrixLayoutRowMajor);
    }
    [[unroll]] for (uint i = 0; i < VN; i++) o[i] = ACC(0.0);
    float top = LOWEST, sum = 0;
    const int my_row = first_row + int(gl_SubgroupID * TM + row);
    const ivec2 see = visible(my_row / group);
    const float slope = slope_of(kv_head * group + my_row % group);

    for (int tile = from; tile < to; tile += int(BC)) {
        const uint slot = uint(tile) % uint(capacity);
        barrier();
        for (uint e = tid; e < BC * QD; e += WG) {
            uint key = e / QD, d = e % QD;
            bool there = tile + int(key) < to && d < HSK / 4;
            ks[key * K_ROW + d] = there ? halves(cached(k, slot_of(kv_head, slot, key), HSK, d)) : uvec2(0);
        }
        for (uint e = tid; e < BC * VD; e += WG) {
            uint key = e / VD, d = e % VD;
            bool there = tile + int(key) < to && d < HSV / 4;
            vs[key * V_ROW + d] = there ? halves(cached(v, slot_of(kv_head, slot, key), v_length(), d)) : uvec2(0);
        }
        barrier();
        [[unroll]] for (uint n = 0; n < BC / TN; n++) {
            ACC s = ACC(0.0);
            [[unroll]] for (uint i = 0; i < QN; i++) {
                coopMatLoad(b, ks, n * TN * K_ROW + i * TK / 4, K_ROW, gl_CooperativeMatrixLayoutColumnMajor);
                s = coopMatMulAdd(q_[i], b, s);
            }
            coopMatStore(s, mine, own + n * TN / 4, S_ROW, gl_CooperativeMatrixLayoutRowMajor);
        }
        subgroupBarrier();

        vec4 x[OWN];
        float high = top, rest = 0;
        [[unroll]] for (uint i = 0; i < OWN; i++) {
            x[i] = uintBitsToFloat(mine[own + row * S_ROW + l + L * i]);
            [[unroll]] for (uint c = 0; c < 4; c++) {
                int j = tile + int(4 * (l + L * i) + c);
                x[i][c] = j >= see.x && j < see.y ? score_of(x[i][c], slope, my_row / group, j) : LOWEST;
                high = max(high, x[i][c]);
            }
        }
        for (uint other = 1; other < L; other *= 2) high = max(high, subgroupShuffleXor(high, other));
        subgroupBarrier(); // all have read before P overwrites S
        [[unroll]] for (uint i = 0; i < OWN; i++) {
            [[unroll]] for (uint c = 0; c < 4; c++) x[i][c] = x[i][c] > LOWEST ? exp(x[i][c] - high) : 0;
            rest += x[i].x + x[i].y + x[i].z + x[i].w;
            uint at = own + row * S_ROW + (l + L * i) / 2;
            uvec2 p = halves(x[i]);
            if ((l + L * i) % 2 == 0) mine[at].xy = p;
            else mine[at].zw = p;
        }
        for (uint other = 1; other < L; other *= 2) rest += subgroupShuffleXor(rest, other);
        const float shrink = exp(top - high);
        const bool moved = subgroupMax(high > top ? 1 : 0) != 0;
        sum = sum * shrink + rest, top = high;
        subgroupBarrier();
        [[unroll]] for (uint i = 0; i < BC / TK; i++)
            coopMatLoad(p_[i], mine, own + i * TK / 8, S_ROW, gl_CooperativeMatrixLayoutRowMajor);
        subgroupBarrier();
        for (uint i = l; moved && i < TN / 4; i += L) mine[own + row * (TN / 4) + i] = floatBitsToUint(vec4(shrink));
        subgroupBarrier(); // not in the branch: some drivers take it for the workgroup's
        if (moved) {
            ACC by;
            coopMatLoad(by, mine, own, TN / 4, gl_CooperativeMatrixLayoutRowMajor);
            [[unroll]] for (uint i = 0; i < VN; i++) o[i] = o[i] * by;
        }
        [[unroll]] for (uint n = 0; n < VN; n++)
            [[unroll]] for (uint i = 0; i < BC / TK; i++) {
                coopMatLoad(b, vs, i * TK * V_ROW + n * TN / 4, V_ROW, gl_CooperativeMatrixLayoutRowMajor);
                o[n] = coopMatMulAdd(p_[i], b, o[n]);
            }
    }

    const int head = kv_head * group + my_row % group;
    float scaled = 1;
    if (see.x < see.y && (flags & SINKS) != 0) { // one more score in the sum, without a value
        float high = max(top, sinks.v[head]);
        scaled = exp(top - high), sum = sum * scaled + exp(sinks.v[head] - high);
    }
    scaled /= sum;
    [[unroll]] for (uint n = 0; n < VN; n++) {
        coopMatStore(o[n], mine, own, TN / 4, gl_CooperativeMatrixLayoutRowMajor);
        subgroupBarrier();
        for (uint i = l; i < TN / 4; i += L)
            if (see.x < see.y && n * TN / 4 + i < HSV / 4)
                store(my_row / group, head, n * TN / 4 + i, scaled * uintBitsToFloat(mine[own + row * (TN / 4) + i]));
        subgroupBarrier();
    }
}
