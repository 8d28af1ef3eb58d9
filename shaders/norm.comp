// Norms of rows, one workgroup a token:
//
//     RMS (0)      out = x / sqrt(mean(x^2) + eps) * w + b                     (Zhang and Sennrich 2019)
//     ADD (1)      out += the same
//     LAYER (2)    out = (x - mean(x)) / sqrt(var(x) + eps) * w + b            (Ba et al. 2016)
//     INVERSE (3)  out[t] = 1 / sqrt(mean(x^2) + eps), one number a token
//     LAYER_ADD (4) out += LAYER
//
//   p  params, x, w, b (or 0: none), out      i  width, strides of x and out in floats, tail (only the `wanted` last tokens)
//   f  eps                                    Spec constant 3 MODE. out may be x.
// Dispatch: x = tokens.
#version 460
#include "common.glsl"

layout(constant_id = 3) const uint MODE = 0;

layout(push_constant, scalar) uniform Push {
    Params params;
    F32 x, w, b, out_;
    layout(offset = INTS) int width;
    int x_stride;
    int out_stride;
    int tail;
    int biased;
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

void main() {
    const int t = int(gl_WorkGroupID.x), tid = int(gl_LocalInvocationIndex), wide = int(WG);
    const bool layer = MODE == 2 || MODE == 4;
    if (t >= params.n || (tail != 0 && t < params.n - params.wanted)) return;
    const int from = t * x_stride, to = t * out_stride;
    float mean = 0, sum = 0;
    if (layer) {
        for (int i = tid; i < width; i += wide) mean += x.v[from + i];
        mean = total(mean) / float(width);
    }
    for (int i = tid; i < width; i += wide) {
        float d = x.v[from + i] - mean;
        sum += d * d;
    }
    const float scale = 1.0 / sqrt(total(sum) / float(width) + eps);
    if (MODE == 3) {
        if (tid == 0) out_.v[t] = scale;
        return;
    }
    for (int i = tid; i < width; i += wide) {
        float y = (x.v[from + i] - mean) * scale * w.v[i];
        if (biased != 0) y += b.v[i];
        out_.v[to + i] = MODE == 1 || MODE == 4 ? out_.v[to + i] + y : y;
    }
}
