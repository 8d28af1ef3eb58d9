// The tokens of each expert, for products that take an expert's tokens together:
//
//     start[e] = number of choices of experts before e, e = 0..experts; row[start[e]..start[e + 1]) = the choices
//     t * used + s of expert e, in order
//
// Both stand behind the n * used choices: experts + 1 starts, then the rows.
//   p  params, choices      i  experts (at most 1024), used, tail (only the `wanted` last tokens)
// Dispatch: one workgroup. Deterministic: an invocation gathers all of an expert's rows.
#version 460
#include "common.glsl"

struct Choice {
    int expert;
    float weight;
};
layout(buffer_reference, scalar, buffer_reference_align = 8) buffer Choices { Choice v[]; };

layout(push_constant, scalar) uniform Push {
    Params params;
    Choices choices;
    layout(offset = INTS) int experts;
    int used;
    int tail;
};

shared int count[1024], piece[1024];

void main() {
    const int tid = int(gl_LocalInvocationIndex), wide = int(WG);
    I32 lists = I32(choices);
    const int from = tail != 0 ? (params.n - params.wanted) * used : 0, to = params.n * used, starts = 2 * to;
    for (int e = tid; e < experts; e += wide) count[e] = 0;
    barrier();
    for (int i = from + tid; i < to; i += wide) atomicAdd(count[choices.v[i].expert], 1);
    barrier();
    if (tid == 0) { // a thousand additions at most
        int sum = 0;
        for (int e = 0; e < experts; e++) {
            int n = count[e];
            lists.v[starts + e] = count[e] = sum, sum += n;
        }
        lists.v[starts + experts] = sum;
    }
    for (int base = from; base < to; base += 1024) {
        barrier();
        for (int i = tid; i < min(1024, to - base); i += wide) piece[i] = choices.v[base + i].expert;
        barrier();
        for (int e = tid; e < experts; e += wide)
            for (int i = 0; i < min(1024, to - base); i++)
                if (piece[i] == e) lists.v[starts + experts + 1 + count[e]++] = base + i;
    }
}
