#version 460
// Matrix times many vectors with VK_KHR_cooperative_matrix: W and x in f16, sums in f32.
//
// A workgroup computes BM rows (of both matrices of a gated unit) for BN tokens, each of its subgroups WR rows for WC
// tokens, as matrices of TM x TN. Steps of KP pieces lie in shared memory twice: while one is multiplied, the next is read
// and dequantised, so that there is one barrier a step.
// Grid as mm_f. HALF 1: x is f16, rows padded with zeros to a multiple of 16 columns (norm makes it).
// Operands: gemm.glsl. Spec constants: 3 HALF, 4 BM, 5 BN, 6 KP, 7 EPI, 8 ACT, 9 BIAS, 10 IDS, 11 SPLIT, 12 TM, 13 TN,
// 14 TK, 15 WR; (BM / WR) * (BN / WC) subgroups.
#extension GL_KHR_cooperative_matrix : require
#extension GL_KHR_memory_scope_semantics : require
#extension GL_EXT_shader_explicit_arithmetic_types_float16 : require
#include "common.glsl"
#include "quant.glsl"
#include "gemm.glsl"
#include "tile.glsl"

layout(constant_id = 3) const uint HALF = 0;
layout(constant_id = 12) const uint TM = 16;
layout(constant_id = 13) const uint TN = 16;
layout(constant_id = 14) const uint TK = 16;
layout(constant_id = 15) const uint WR = 32;

const uint SUBGROUPS = WG / SG, WC = BM * BN / (WR * SUBGROUPS), NR = WR / TM, NC = WC / TN;
const uint LINES = MATRICES * BM + BN, LD = KP * 2 + 1; // of 8 halves, one of them to spread lines over the banks
const uint TILE = LINES * LD, OUT = MATRICES * TM * TN / 4;
shared uvec4 tiles[2 * TILE > SUBGROUPS * OUT ? 2 * TILE : SUBGROUPS * OUT];

const uint PA = (MATRICES * BM * KP + WG - 1) / WG, PB = (BN * KP + WG - 1) / WG; // pieces a thread brings
uvec4 next_a[PA * 2], next_b[PB * 2];

uvec2 halves(vec4 v) {
    v = clamp(v, -65504.0, 65504.0);
    return uvec2(packFloat2x16(f16vec2(v.xy)), packFloat2x16(f16vec2(v.zw))); // packHalf2x16 may cut off
}

void fetch(uint p0) {
    [[unroll]] for (uint n = 0; n < PA; n++) {
        uint i = gl_LocalInvocationID.x + n * WG, p = p0 + i % KP, r = i / KP;
        vec4 w[4] = {vec4(0), vec4(0), vec4(0), vec4(0)};
        if (r < MATRICES * BM && p < tile_to) load_weights(r < BM ? w0 : w1, tile_row(r % BM), columns, p, w);
        next_a[2 * n] = uvec4(halves(w[0]), halves(w[1])), next_a[2 * n + 1] = uvec4(halves(w[2]), halves(w[3]));
    }
    [[unroll]] for (uint n = 0; n < PB; n++) {
        uint i = gl_LocalInvocationID.x + n * WG, p = p0 + i % KP, c = i / KP;
        uvec2 v[4] = {uvec2(0), uvec2(0), uvec2(0), uvec2(0)};
        if (c < BN && p < tile_to) {
            uint row = tile_x(c), at = piece_at(p);
            [[unroll]] for (uint j = 0; j < 4; j++)
                if (HALF == 0) v[j] = halves(load_x(row, at + RUN(j)));
                else if (at + RUN(j) < x_stride) v[j] = U32x2(x).v[(row + at + RUN(j)) / 4];
        }
        next_b[2 * n] = uvec4(v[0], v[1]), next_b[2 * n + 1] = uvec4(v[2], v[3]);
    }
}

void store(uint buffer_) {
    [[unroll]] for (uint n = 0; n < PA; n++) {
        uint i = gl_LocalInvocationID.x + n * WG, at = buffer_ * TILE + i / KP * LD + i % KP * 2;
        if (i / KP < MATRICES * BM) tiles[at] = next_a[2 * n], tiles[at + 1] = next_a[2 * n + 1];
    }
    [[unroll]] for (uint n = 0; n < PB; n++) {
        uint i = gl_LocalInvocationID.x + n * WG, at = buffer_ * TILE + (MATRICES * BM + i / KP) * LD + i % KP * 2;
        if (i / KP < BN) tiles[at] = next_b[2 * n], tiles[at + 1] = next_b[2 * n + 1];
    }
}

void main() {
    if (!tile_begin()) return;
    uint row0 = gl_SubgroupID % (BM / WR) * WR, col0 = gl_SubgroupID / (BM / WR) * WC;
    coopmat<float, gl_ScopeSubgroup, TM, TN, gl_MatrixUseAccumulator> sums[MATRICES * NR * NC];
    [[unroll]] for (uint i = 0; i < MATRICES * NR * NC; i++)
        sums[i] = coopmat<float, gl_ScopeSubgroup, TM, TN, gl_MatrixUseAccumulator>(0.0);

    fetch(tile_from);
    store(0);
    barrier();
    for (uint p0 = tile_from, now = 0; p0 < tile_to; p0 += KP, now ^= 1) {
        if (p0 + KP < tile_to) fetch(p0 + KP);
        [[unroll]] for (uint k = 0; k < KP * 16 / TK; k++) {
            coopmat<float16_t, gl_ScopeSubgroup, TM, TK, gl_MatrixUseA> a[MATRICES * NR];
            [[unroll]] for (uint i = 0; i < MATRICES * NR; i++)
                coopMatLoad(a[i], tiles, now * TILE + (i / NR * BM + row0 + i % NR * TM) * LD + k * TK / 8, LD,
                            gl_CooperativeMatrixLayoutRowMajor);
            [[unroll]] for (uint j = 0; j < NC; j++) {
                coopmat<float16_t, gl_ScopeSubgroup, TK, TN, gl_MatrixUseB> b;
                coopMatLoad(b, tiles, now * TILE + (MATRICES * BM + col0 + j * TN) * LD + k * TK / 8, LD,
                            gl_CooperativeMatrixLayoutColumnMajor);
                [[unroll]] for (uint i = 0; i < MATRICES * NR; i++)
                    sums[i * NC + j] = coopMatMulAdd(a[i], b, sums[i * NC + j]);
            }
        }
        if (p0 + KP < tile_to) store(now ^ 1);
        barrier();
    }

    // Which thread holds which sum is the driver's affair: each subgroup passes its matrices through shared memory.
    [[unroll]] for (uint i = 0; i < NR; i++)
        [[unroll]] for (uint j = 0; j < NC; j++) {
            uint at = gl_SubgroupID * OUT;
            [[unroll]] for (uint m = 0; m < MATRICES; m++)
                coopMatStore(sums[(m * NR + i) * NC + j], tiles, at + m * TM * TN / 4, TM / 4,
                             gl_CooperativeMatrixLayoutColumnMajor);
            barrier();
            for (uint e = gl_SubgroupInvocationID; e < TM * TN; e += SG) {
                float v0 = uintBitsToFloat(tiles[at + e / 4][e % 4]), v1 = 0;
                if (MATRICES == 2) v1 = uintBitsToFloat(tiles[at + TM * TN / 4 + e / 4][e % 4]);
                tile_finish(row0 + i * TM + e % TM, col0 + j * TN + e / TM, v0, v1);
            }
            barrier();
        }
}
