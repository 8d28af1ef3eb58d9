#version 460
// Matrix times many vectors in integers, where there are no cooperative matrices: as mm_f, with x in int8 (norm, INT8).
//
//     y = sum over groups of runs that share a scale: s * d * (q . qx) + m * (d * sum(qx))
//
// Four multiplications are one instruction; the scales cost two more for every group, of 16, 8 or 4 weights by format.
// Grid, operands and spec constants as mm_f; block formats only.
#extension GL_EXT_integer_dot_product : require
#include "common.glsl"
#include "quant.glsl"
#include "gemm.glsl"
#include "tile.glsl"

layout(constant_id = 12) const uint TM = 4;
layout(constant_id = 13) const uint TN = 4;

const uint LDA = MATRICES * BM + 1, LDB = BN + 1;
shared uvec4 a[KP * LDA], b[KP * LDB];
shared vec2 a_scale[KP * GROUPS * LDA], b_scale[KP * GROUPS * LDB]; // s, m; d, d * sum

void main() {
    if (!tile_begin()) return;
    const uint down = BM / TM, across = BN / TN;
    uint tid = gl_LocalInvocationID.x, tr = tid % down, tc = tid / down;
    float sums[MATRICES * TM * TN];
    [[unroll]] for (uint i = 0; i < MATRICES * TM * TN; i++) sums[i] = 0;

    for (uint p0 = tile_from; p0 < tile_to; p0 += KP) {
        for (uint i = tid; i < MATRICES * BM * KP; i += WG) {
            uint p = i % KP, r = i / KP;
            Piece w = load_piece(r < BM ? w0 : w1, tile_row(r % BM), columns / BLOCK, min(p0 + p, tile_to - 1));
            a[p * LDA + r] = w.q;
            [[unroll]] for (uint g = 0; g < GROUPS; g++)
                a_scale[(p * GROUPS + g) * LDA + r] = vec2(w.s[g * RUNS], w.m[g * RUNS]);
        }
        for (uint i = tid; i < BN * KP; i += WG) {
            uint p = i % KP, c = i / KP, row = tile_x(c), at = piece_at(min(p0 + p, tile_to - 1));
            bool inside = p0 + p < tile_to;
            ivec4 q, sum;
            [[unroll]] for (uint j = 0; j < 4; j++) {
                q[j] = int(U32(x).v[row + (at + RUN(j)) / 4]);
                sum[j] = dotPacked4x8EXT(q[j], 0x01010101);
            }
            b[p * LDB + c] = uvec4(q);
            [[unroll]] for (uint g = 0; g < GROUPS; g++) {
                float d = inside ? x.v[row + columns / 4 + (at + RUN(g * RUNS)) / 32] : 0;
                int total = 0;
                [[unroll]] for (uint j = 0; j < RUNS; j++) total += sum[g * RUNS + j];
                b_scale[(p * GROUPS + g) * LDB + c] = vec2(d, d * float(total));
            }
        }
        barrier();
        for (uint p = 0; p < KP; p++) {
            uvec4 q[MATRICES * TM];
            vec2 scale[MATRICES * TM * GROUPS];
            [[unroll]] for (uint i = 0; i < MATRICES * TM; i++) {
                q[i] = a[p * LDA + i * down + tr];
                [[unroll]] for (uint g = 0; g < GROUPS; g++)
                    scale[i * GROUPS + g] = a_scale[(p * GROUPS + g) * LDA + i * down + tr];
            }
            [[unroll]] for (uint j = 0; j < TN; j++) {
                ivec4 v = ivec4(b[p * LDB + j * across + tc]);
                [[unroll]] for (uint g = 0; g < GROUPS; g++) {
                    vec2 d = b_scale[(p * GROUPS + g) * LDB + j * across + tc];
                    [[unroll]] for (uint i = 0; i < MATRICES * TM; i++) {
                        int sum = 0;
                        [[unroll]] for (uint k = g * RUNS; k < (g + 1) * RUNS; k++)
                            sum += dotPacked4x8EXT(int(q[i][k]), v[k]);
                        vec2 s = scale[i * GROUPS + g];
                        sums[i * TN + j] += s.x * d.x * float(sum) + s.y * d.y;
                    }
                }
            }
        }
        barrier();
    }
    [[unroll]] for (uint i = 0; i < TM; i++)
        [[unroll]] for (uint j = 0; j < TN; j++)
            tile_finish(i * down + tr, j * across + tc, sums[i * TN + j], sums[(MATRICES * TM - TM + i) * TN + j]);
}
