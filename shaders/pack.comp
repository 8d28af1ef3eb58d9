#version 460
// Activations for the products of many tokens: y[t] = x[t], normed with NORM 1, as FORM 0 f16 (mm_cm1, mm_cm2) or FORM 1
// int8 in blocks of 32 (mm_i8): x ~ d * q, d = max|x| / 127.
//
// f16: rows of y_stride halves, zeros from `columns` on. int8: rows of y_stride words: columns / 4 of four q each, then
// columns / 32 floats d. Grid: x rows: all tokens, IDS 2: their choices. Operands: gemm.glsl's params, x, y, norm, columns,
// x_stride, y_stride, used, eps. Spec constants: 3 FORM, 6 NORM, 10 IDS.
#include "common.glsl"
#include "gemm.glsl"

layout(constant_id = 3) const uint FORM = 0;
layout(constant_id = 6) const uint NORM = 0;

shared float squares[WG / SG];

void main() {
    uint row = gl_WorkGroupID.x, lane = gl_LocalInvocationID.x, at = row * x_stride;
    if (row >= params.n * (IDS == 2 || IDS == 4 ? used : 1)) return;
    float factor = 1;
    if (NORM != 0) {
        float square = 0;
        for (uint k = 4 * lane; k < columns; k += 4 * WG) square += dot(load_x(at, k), load_x(at, k));
        square = subgroupAdd(square);
        if (subgroupElect()) squares[gl_SubgroupID] = square;
        barrier();
        square = 0;
        for (uint g = 0; g < WG / SG; g++) square += squares[g];
        factor = inversesqrt(square / float(columns) + eps);
    }
    for (uint k = 4 * lane; k < (FORM == 0 ? y_stride : columns); k += 4 * WG) {
        vec4 v = load_x(at, k) * factor;
        if (NORM != 0)
            for (uint i = 0; i < 4 && k + i < columns; i++) v[i] *= norm.v[k + i];
        if (FORM == 0) {
            v = clamp(v, -65504.0, 65504.0);
            U32x2(y).v[(row * y_stride + k) / 4] = uvec2(packHalf2x16(v.xy), packHalf2x16(v.zw));
        } else { // 8 neighbours share a block
            float most = max(max(abs(v.x), abs(v.y)), max(abs(v.z), abs(v.w)));
            [[unroll]] for (uint i = 1; i < 8; i *= 2) most = max(most, subgroupShuffleXor(most, i));
            ivec4 q = ivec4(round(v * (most > 0 ? 127 / most : 0))) & 255;
            U32(y).v[row * y_stride + k / 4] = q.x | q.y << 8 | q.z << 16 | q.w << 24;
            if (k % 32 == 0) y.v[row * y_stride + columns / 4 + k / 32] = most / 127;
        }
    }
}
