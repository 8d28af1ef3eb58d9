#version 460
// Matrix times many vectors: y[t] = epilogue(W x[t]), in f32. The product of prefill where there is no better unit.
//
// A workgroup computes a tile of BM rows (of both matrices of a gated unit) for BN tokens. Step by step it brings KP pieces
// of each row, dequantised, and the same pieces of each token to shared memory; a thread multiplies TM rows with TN tokens
// from there in registers: (TM + TN) reads for TM * TN * 4 multiplications.
// Grid: x ceil(rows / BM), y ceil(tokens / BN), z 1. SPLIT 1: z shares of the columns, and splitk adds them up. IDS: z
// experts, y for as many tokens as one of them may get.
// Operands: gemm.glsl (no norm: x comes normed). Spec constants: 4 BM, 5 BN, 6 KP, 7 EPI, 8 ACT, 9 BIAS, 10 IDS, 11 SPLIT,
// 12 TM, 13 TN; BM / TM * BN / TN = the workgroup's size.
#include "common.glsl"
#include "quant.glsl"
#include "gemm.glsl"
#include "tile.glsl"

layout(constant_id = 12) const uint TM = 4;
layout(constant_id = 13) const uint TN = 4;

const uint LDA = MATRICES * BM + 1, LDB = BN + 1; // the one spreads a column of stores over the banks
shared vec4 a[KP * 4 * LDA], b[KP * 4 * LDB];

void main() {
    if (!tile_begin()) return;
    const uint down = BM / TM, across = BN / TN;
    uint tid = gl_LocalInvocationID.x, tr = tid % down, tc = tid / down;
    float sums[MATRICES * TM * TN];
    [[unroll]] for (uint i = 0; i < MATRICES * TM * TN; i++) sums[i] = 0;

    for (uint p0 = tile_from; p0 < tile_to; p0 += KP) {
        for (uint i = tid; i < MATRICES * BM * KP; i += WG) {
            uint p = i % KP, r = i / KP;
            vec4 w[4] = {vec4(0), vec4(0), vec4(0), vec4(0)};
            if (p0 + p < tile_to) load_weights(r < BM ? w0 : w1, tile_row(r % BM), columns, p0 + p, w);
            [[unroll]] for (uint j = 0; j < 4; j++) a[(p * 4 + j) * LDA + r] = w[j];
        }
        for (uint i = tid; i < BN * KP; i += WG) {
            uint p = i % KP, c = i / KP, at = tile_x(c);
            [[unroll]] for (uint j = 0; j < 4; j++)
                b[(p * 4 + j) * LDB + c] = p0 + p < tile_to ? load_x(at, piece_at(p0 + p) + RUN(j)) : vec4(0);
        }
        barrier();
        for (uint k = 0; k < KP * 4; k++) {
            vec4 rows_[MATRICES * TM];
            [[unroll]] for (uint i = 0; i < MATRICES * TM; i++) rows_[i] = a[k * LDA + i * down + tr];
            [[unroll]] for (uint j = 0; j < TN; j++) {
                vec4 v = b[k * LDB + j * across + tc];
                [[unroll]] for (uint i = 0; i < MATRICES * TM; i++) sums[i * TN + j] += dot(rows_[i], v);
            }
        }
        barrier();
    }
    [[unroll]] for (uint i = 0; i < TM; i++)
        [[unroll]] for (uint j = 0; j < TN; j++)
            tile_finish(i * down + tr, j * across + tc, sums[i * TN + j], sums[(MATRICES * TM - TM + i) * TN + j]);
}
