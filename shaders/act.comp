// Elementwise, on rows of a token each:
//
//     GLU (0)      out = act(x) * y        ADD (1)      out = x + y
//     CAP (2)      out = f0 * tanh(x / f0) SCALE (3)    out = f0 * x
//
//   p  params, x, y, out      i  width, strides of x, y and out in floats, tail (only the `wanted` last tokens)
//   f  f0
// Spec constants: 3 MODE, 4 ACT (common.glsl). out may be x or y. Dispatch: x = ceil(width / WG), y = tokens.
#version 460
#include "common.glsl"

layout(constant_id = 3) const uint MODE = 0;
layout(constant_id = 4) const uint ACT = ACT_SILU;

layout(push_constant, scalar) uniform Push {
    Params params;
    F32 x, y, out_;
    layout(offset = INTS) int width;
    int x_stride;
    int y_stride;
    int out_stride;
    int tail;
    layout(offset = FLOATS) float f0;
};

void main() {
    const int t = int(gl_WorkGroupID.y), i = int(gl_GlobalInvocationID.x);
    if (t >= params.n || i >= width || (tail != 0 && t < params.n - params.wanted)) return;
    float a = x.v[t * x_stride + i];
    if (MODE == 0) a = gated(ACT, a, y.v[t * y_stride + i]);
    else if (MODE == 1) a += y.v[t * y_stride + i];
    else if (MODE == 2) a = soft_cap(a, f0);
    else a *= f0;
    out_.v[t * out_stride + i] = a;
}
