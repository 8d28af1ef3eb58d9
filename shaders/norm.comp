// Norms of rows, one workgroup a row, and rows in the forms that products of many tokens take:
//
//     NONE (0)      y = x
//     RMS (1)       y = x / sqrt(mean(x^2) + eps) * w + b                     (Zhang and Sennrich 2019)
//     LAYER (2)     y = (x - mean(x)) / sqrt(var(x) + eps) * w + b            (Ba et al. 2016)
//
//     FLOAT (0)     out = y
//     ADD (1)       out += y
//     SILU (4)      out *= y / (1 + e^-y);     LINEAR (5) out *= y;     SIGMOID (6) out *= 1 / (1 + e^-y)
//     HALF (2)      out = y in f16, zeros from `width` to out_stride (in halves): mm_cm1, mm_cm2
//     INT8 (3)      out = width / 4 words of four q each, then width / 32 floats d: y ~ d * q in blocks of 32, d = max|y| /
//                   127, as the CPU has it; out_stride in words: mm_i8
//
//   p  params, x, w, b (or 0: none), out      i  width, strides of x and out in floats, tail (only the `wanted` last
//      tokens), floats from a row's weights to the next's (0: they share them), wide (x, w and out can be read by fours), biased
//   f  eps                                    Spec constants: 3 KIND, 4 FORM. out may be x, but for the last two forms.
// Dispatch: x = tokens, y = rows of each.
#version 460
#include "common.glsl"

layout(constant_id = 3) const uint KIND = 0;
layout(constant_id = 4) const uint FORM = 0;
const uint NONE = 0, LAYER = 2, ADD = 1, HALF = 2, INT8 = 3, SILU = 4, LINEAR = 5;

layout(push_constant, scalar) uniform Push {
    Params params;
    F32 x, w, b, out_;
    layout(offset = INTS) uint width;
    uint x_stride;
    uint out_stride;
    uint tail;
    uint own;
    uint wide;
    uint biased;
    layout(offset = FLOATS) float eps;
};

shared float sums[64];

float total(float v) {
    v = subgroupAdd(v);
    barrier(); // the last call's readers
    if (subgroupElect()) sums[gl_SubgroupID] = v;
    barrier();
    v = 0;
    for (uint i = 0; i < gl_NumSubgroups; i++) v += sums[i];
    return v;
}

// Four numbers of p, numbers k to k + 3 of a row that starts at `row`; `beyond` for those after the last.
vec4 load(F32 p, uint row, uint k, float beyond) {
    if (wide != 0 && k + 4 <= width) return F32x4(p).v[(row + k) / 4];
    vec4 r = vec4(beyond);
    for (uint i = 0; i < 4 && k + i < width; i++) r[i] = p.v[row + k + i];
    return r;
}

void main() {
    const uint token = gl_WorkGroupID.x, part = gl_WorkGroupID.y, row = token * gl_NumWorkGroups.y + part;
    const uint first = 4 * gl_LocalInvocationIndex;
    if (token >= params.n || (tail != 0 && token < params.n - params.wanted)) return;
    const uint from = row * x_stride, to = row * out_stride;
    float mean = 0, sum = 0, scale = 1;
    if (KIND == LAYER) {
        for (uint k = first; k < width; k += 4 * WG) mean += dot(load(x, from, k, 0), vec4(1));
        mean = total(mean) / float(width);
    }
    if (KIND != NONE) {
        for (uint k = first; k < width; k += 4 * WG) {
            vec4 d = load(x, from, k, mean) - mean;
            sum += dot(d, d);
        }
        scale = 1.0 / sqrt(total(sum) / float(width) + eps);
    }
    for (uint k = first; k < (FORM == HALF ? out_stride : width); k += 4 * WG) {
        vec4 y = load(x, from, k, 0);
        if (KIND != NONE) y = (y - mean) * scale * load(w, part * own, k, 0);
        if (biased != 0)
            for (uint i = 0; i < 4 && k + i < width; i++) y[i] += b.v[k + i];
        if (FORM == HALF) {
            y = clamp(y, -65504.0, 65504.0);
            F16x4(out_).v[(to + k) / 4] = f16vec4(y); // packHalf2x16 may cut off what this rounds
        } else if (FORM == INT8) { // 8 neighbours share a block
            float most = max(max(abs(y.x), abs(y.y)), max(abs(y.z), abs(y.w)));
            [[unroll]] for (uint i = 1; i < 8; i *= 2) most = max(most, subgroupShuffleXor(most, i));
            ivec4 q = ivec4(roundEven(y * (most > 0 ? 127 / most : 0))) & 255;
            U32(out_).v[to + k / 4] = q.x | q.y << 8 | q.z << 16 | q.w << 24;
            if (k % 32 == 0) out_.v[to + width / 4 + k / 32] = most / 127;
        } else {
            if (FORM >= SILU && FORM != LINEAR) y = (FORM == SILU ? y : vec4(1)) / (1.0 + exp(-y));
            if (FORM != 0) y = FORM == ADD ? load(out_, to, k, 0) + y : load(out_, to, k, 0) * y;
            if (wide != 0 && k + 4 <= width) F32x4(out_).v[(to + k) / 4] = y;
            else
                for (uint i = 0; i < 4 && k + i < width; i++) out_.v[to + k + i] = y[i];
        }
    }
}
