// What the device can do at most, for tests/gpu_bench.c: chains of multiply-adds that never leave the registers.
//
//     out[i] = a chain of `steps` x CHAINS dependent a * x + b of vec4, two operations for each of the 4
//
//   p  -, out      i  steps      Dispatch: x = any number of workgroups.
#version 460
#include "common.glsl"

layout(push_constant, scalar) uniform Push {
    Params params;
    F32 out_;
    layout(offset = INTS) int steps;
    layout(offset = FLOATS) float a;
};

const uint CHAINS = 8;

void main() {
    vec4 x[CHAINS];
    [[unroll]] for (uint c = 0; c < CHAINS; c++) x[c] = vec4(gl_GlobalInvocationID.x + c);
    for (int i = 0; i < steps; i++)
        [[unroll]] for (uint c = 0; c < CHAINS; c++) x[c] = fma(x[c], vec4(a), vec4(a));
    vec4 sum = vec4(0);
    [[unroll]] for (uint c = 0; c < CHAINS; c++) sum += x[c];
    if (sum.x + sum.y + sum.z + sum.w == 0.25) out_.v[0] = 1; // never, but the compiler cannot know
}
