#version 460
// Matrix times a few vectors in integers: as mv, with x quantised to int8 in blocks of 32, as the CPU does.
//
//     x[i] ~ d[i / 32] * qx[i], d = max|x| / 127;   y = sum over groups of runs: s * d * (q . qx) + m * d * sum(qx)
//
// Four multiplications are one instruction, and int8 activations fit into shared memory: each workgroup quantises x for
// itself first (with the norm's weights; its scale is applied to the finished sums), in the order of the pieces. Then every
// subgroup computes ROWS rows on its own. Pays where arithmetic, not memory, would limit mv.
// Grid: x ceil(rows / (ROWS * WG / SG)), y ceil(tokens / COLS), z as mv. Operands: gemm.glsl, block formats only. Spec
// constants: 3 COLUMNS, 4 ROWS, 5 COLS, 6 NORM, 7 EPI, 8 ACT, 9 BIAS, 10 IDS (then COLS is 1, but for IDS 4), 11 UNROLL (pieces that a
// thread reads together); shared memory: COLS * COLUMNS * 9 / 8 bytes.
#extension GL_EXT_integer_dot_product : require
#include "common.glsl"
#include "quant.glsl"
#include "gemm.glsl"

layout(constant_id = 3) const uint COLUMNS = 256;
layout(constant_id = 4) const uint ROWS = 4;
layout(constant_id = 5) const uint COLS = 1;
layout(constant_id = 6) const uint NORM = 0;
layout(constant_id = 11) const uint UNROLL = 1;

const uint PIECES = COLUMNS / 16, BLOCKS = COLUMNS / 32, SUBGROUPS = WG / SG, SUMS = MATRICES * ROWS * COLS;
shared uvec4 quads[COLS * PIECES];
shared float scales[COLS * BLOCKS], squares[COLS * SUBGROUPS];

// x's row `row` into column c, quantised; 8 threads share a block. Returns this thread's part of the sum of squares.
float quantise(uint c, uint row, float weight) {
    float square = 0;
    for (uint i = gl_LocalInvocationID.x; i < COLUMNS / 4; i += WG) {
        vec4 v = F32x4(x).v[row / 4 + i];
        square += dot(v, v);
        if (NORM != 0) v *= F32x4(norm).v[i];
        float most = max(max(abs(v.x), abs(v.y)), max(abs(v.z), abs(v.w)));
        [[unroll]] for (uint lane = 1; lane < 8; lane *= 2) most = max(most, subgroupShuffleXor(most, lane));
        ivec4 q = ivec4(roundEven(v * (most > 0 ? 127 / most : 0))) & 255;
        quads[c * PIECES + piece_of(4 * i)][run_of(4 * i)] = q.x | q.y << 8 | q.z << 16 | q.w << 24;
        if (i % 8 == 0) scales[c * BLOCKS + i / 8] = most / 127 * weight;
    }
    return square;
}

float sums[SUMS];

void accumulate(uint row0, uint expert) {
    uint row[ROWS], lane = gl_SubgroupInvocationID;
    [[unroll]] for (uint r = 0; r < ROWS; r++) row[r] = row_start(expert_row(expert, row0 + r), stride);
    for (uint p0 = 0; p0 < PIECES; p0 += SG * UNROLL) {
        [[unroll]] for (uint u = 0; u < UNROLL; u++) {
            uint p = min(p0 + u * SG + lane, PIECES - 1), at = piece_at(p);
            bool inside = p0 + u * SG + lane < PIECES;
            ivec4 v[COLS];
            float d[COLS * GROUPS], total[COLS * GROUPS]; // total: d * sum
            [[unroll]] for (uint c = 0; c < COLS; c++) {
                v[c] = ivec4(quads[c * PIECES + p]);
                [[unroll]] for (uint g = 0; g < GROUPS; g++) {
                    int sum = 0;
                    [[unroll]] for (uint j = g * RUNS; j < (g + 1) * RUNS; j++)
                        sum += dotPacked4x8EXT(v[c][j], 0x01010101);
                    d[c * GROUPS + g] = inside ? scales[c * BLOCKS + (at + RUN(g * RUNS)) / 32] : 0;
                    total[c * GROUPS + g] = d[c * GROUPS + g] * float(sum);
                }
            }
            [[unroll]] for (uint m = 0; m < MATRICES; m++) {
                [[unroll]] for (uint r = 0; r < ROWS; r++) {
                    Piece w = load_piece(m == 0 ? w0 : w1, row[r], COLUMNS / BLOCK, p);
                    [[unroll]] for (uint c = 0; c < COLS; c++) {
                        [[unroll]] for (uint g = 0; g < GROUPS; g++) {
                            int sum = 0;
                            [[unroll]] for (uint j = g * RUNS; j < (g + 1) * RUNS; j++)
                                sum += dotPacked4x8EXT(int(w.q[j]), v[c][j]);
                            sums[(m * ROWS + r) * COLS + c] += w.s[g * RUNS] * d[c * GROUPS + g] * float(sum) +
                                                               w.m[g * RUNS] * total[c * GROUPS + g];
                        }
                    }
                }
            }
        }
    }
}

void main() {
    uint slot = IDS_EACH ? gl_WorkGroupID.z : 0, col0 = gl_WorkGroupID.y * COLS, first = first_token();
    uint group = gl_WorkGroupID.x + (IDS_EACH ? 0 : gl_WorkGroupID.z * gl_NumWorkGroups.x);
    uint row0 = (group * SUBGROUPS + gl_SubgroupID) * ROWS, tokens = params.n - first;
    if (group * SUBGROUPS * ROWS >= rows || col0 >= tokens) return;
    [[unroll]] for (uint i = 0; i < SUMS; i++) sums[i] = 0;
    uint choice = (first + col0) * used + slot, expert = 0;
    for (uint s = 0; s < (IDS == 2 ? used : 1); s++) {
        if (IDS != 0) expert = IDS == 4 ? slot : choices.v[choice + s].expert;
        if (s > 0) barrier(); // the one before is read
        [[unroll]] for (uint c = 0; c < COLS; c++) {
            uint row = IDS == 2 ? choice + s : first + min(col0 + c, tokens - 1);
            if (IDS == 4) row = row * used + slot;
            float weight = IDS == 2 ? choice_weight(choice + s) * expert_scale(expert, 0) : 1.0;
            float square = quantise(c, row * x_stride, weight);
            if (NORM != 0) square = subgroupAdd(square);
            if (NORM != 0 && subgroupElect()) squares[c * SUBGROUPS + gl_SubgroupID] = square;
        }
        barrier();
        accumulate(row0, expert);
    }

    float v[2] = {0, 0};
    uint lane = gl_SubgroupInvocationID;
    [[unroll]] for (uint i = 0; i < ROWS * COLS; i++) {
        [[unroll]] for (uint m = 0; m < MATRICES; m++) {
            float sum = subgroupAdd(sums[m * ROWS * COLS + i]);
            if (lane == i % SG) v[m] = sum;
        }
        if (i % SG != SG - 1 && i != ROWS * COLS - 1) continue;
        uint at = i / SG * SG + lane, r = at / COLS, c = at % COLS; // a thread for each of the last SG results
        if (at > i || row0 + r >= rows || col0 + c >= tokens) continue;
        float factor = 1, square = 0;
        for (uint g = 0; NORM != 0 && g < SUBGROUPS; g++) square += squares[c * SUBGROUPS + g];
        if (NORM != 0) factor = inversesqrt(square / float(COLUMNS) + eps);
        uint out_row = IDS_EACH ? choice + c * used : EPI == EPI_LOGITS ? col0 + c : first + col0 + c;
        finish(row0 + r, expert, choice, out_row, v[0] * factor, v[1] * factor);
    }
}
