#version 460
// Matrix times many vectors with VK_NV_cooperative_matrix2: matrices that belong to a whole workgroup. The driver brings the
// tiles through shared memory, calls decode() for each weight and finish_element() for each sum: there is nothing to stage.
//
// A workgroup computes BM rows (of both matrices of a gated unit) for BN tokens in steps of KP pieces.
// Grid: as mm_f, without IDS. x is f16 with rows of x_stride halves (norm, HALF).
// Operands: gemm.glsl. Spec constants: 4 BM, 5 BN, 6 KP, 7 EPI, 8 ACT, 9 BIAS, 11 SPLIT; BM, BN and 16 KP multiples of the
// device's granularity for the workgroup's size.
#extension GL_KHR_cooperative_matrix : require
#extension GL_NV_cooperative_matrix2 : require
#extension GL_KHR_memory_scope_semantics : require
#extension GL_EXT_shader_explicit_arithmetic_types_float16 : require
#include "common.glsl"
#include "quant.glsl"
#include "gemm.glsl"
#include "tile.glsl"

const uint BK = 16 * KP;
#define SUM coopmat<float, gl_ScopeWorkgroup, BM, BN, gl_MatrixUseAccumulator>

// What decode() is called with points to nothing of use: fields of a block lie far apart. The coordinates do.
layout(buffer_reference, std430, buffer_reference_align = 2) buffer Anywhere { float16_t v; };

float16_t weight(U16 w, uint row, uint k) {
    uint p = piece_of(k), j = run_of(k);
    if (PLAIN) return float16_t(load_float(w, row_start(row, stride), k));
    Piece q = load_piece(w, row_start(row, stride), columns / BLOCK, p);
    return float16_t(q.s[j] * bytes_to_floats(q.q[j])[k % 4] + q.m[j]);
}
float16_t decode0(const in Anywhere b, const in uint block[2], const in uint at[2]) {
    return weight(w0, block[0], block[1] * BLOCK + at[1]);
}
float16_t decode1(const in Anywhere b, const in uint block[2], const in uint at[2]) {
    return weight(w1, block[0], block[1] * BLOCK + at[1]);
}

float finish_element(const in uint r, const in uint c, const in float v0, const in float v1) {
    tile_finish(r, c, v0, v1);
    return v0;
}

void main() {
    if (!tile_begin()) return;
    tensorLayoutNV<2, gl_CooperativeMatrixClampModeConstantNV> w =
        createTensorLayoutNV(2, gl_CooperativeMatrixClampModeConstantNV);
    tensorLayoutNV<2, gl_CooperativeMatrixClampModeConstantNV> t =
        createTensorLayoutNV(2, gl_CooperativeMatrixClampModeConstantNV);
    tensorViewNV<2, false, 1, 0> turned = createTensorViewNV(2, false, 1, 0);
    w = setTensorLayoutBlockSizeNV(w, 1, BLOCK);
    w = setTensorLayoutDimensionNV(w, rows, columns);
    w = setTensorLayoutStrideNV(w, (columns + BLOCK - 1) / BLOCK, 1);
    t = setTensorLayoutDimensionNV(t, tile_first + tile_count, x_stride);
    t = setTensorLayoutStrideNV(t, x_stride, 1);

    SUM sum0 = SUM(0.0), sum1 = SUM(0.0);
    F16 activations = F16(x), weights0 = F16(w0), weights1 = F16(w1);
    for (uint k = 16 * tile_from; k < 16 * tile_to; k += BK) {
        coopmat<float16_t, gl_ScopeWorkgroup, BM, BK, gl_MatrixUseA> a;
        coopmat<float16_t, gl_ScopeWorkgroup, BK, BN, gl_MatrixUseB> b;
        coopMatLoadTensorNV(b, activations.v, 0, sliceTensorLayoutNV(t, tile_first + tile_col0, BN, k, BK), turned);
        coopMatLoadTensorNV(a, weights0.v, 0, sliceTensorLayoutNV(w, tile_row0, BM, k, BK), decode0);
        sum0 = coopMatMulAdd(a, b, sum0);
        if (MATRICES == 2) {
            coopMatLoadTensorNV(a, weights1.v, 0, sliceTensorLayoutNV(w, tile_row0, BM, k, BK), decode1);
            sum1 = coopMatMulAdd(a, b, sum1);
        }
    }
    coopMatPerElementNV(sum0, sum0, finish_element, sum1);
}
