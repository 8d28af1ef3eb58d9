// The short causal convolution of a recurrent layer, in place, each channel by itself:
//
//     out[t][c] = act(b[c] + sum_k w[c][k] * x[t - (TAPS - 1) + k][c])
//
// What came before the batch is in state[k][c], the last TAPS - 1 inputs, and what comes before a text is 0; the state is
// left as the next batch needs it. An invocation takes a channel through all tokens: STEP inputs are loaded at once, since
// what waits for memory is a load, and the last ones stay in registers.
//
//   p  params, x, state, w, b (or 0: none)
//   i  channels, floats from a token of x to the next, width and stride of x's rows (channel c is number c % width of row
//      c / width), floats from a row of w to the next, biased
// Spec constants: 3 TAPS, 4 SILU (else act is nothing), 5 STEP. Dispatch: x = ceil(channels / WG).
#version 460
#include "common.glsl"

layout(constant_id = 3) const uint TAPS = 4;
layout(constant_id = 4) const uint SILU = 1;
layout(constant_id = 5) const uint STEP = 8;

layout(push_constant, scalar) uniform Push {
    Params params;
    F32 x, state, w, b;
    layout(offset = INTS) int channels;
    int token;
    int width;
    int stride;
    int w_stride;
    int biased;
};

void main() {
    const int c = int(gl_GlobalInvocationID.x), at = c / width * stride + c % width, kept = int(TAPS) - 1;
    if (c >= channels) return;
    float window[TAPS - 1 + STEP], weight[TAPS];
    const float bias = biased != 0 ? b.v[c] : 0.0;
    [[unroll]] for (int k = 0; k < kept; k++) window[k] = params.position == 0 ? 0.0 : state.v[k * channels + c];
    [[unroll]] for (int k = 0; k <= kept; k++) weight[k] = w.v[c * w_stride + k];
    for (int first = 0; first < params.n; first += int(STEP)) {
        [[unroll]] for (int i = 0; i < STEP; i++)
            window[kept + i] = first + i < params.n ? x.v[(first + i) * token + at] : 0.0;
        [[unroll]] for (int i = 0; i < STEP; i++) {
            const int t = first + i;
            if (t >= params.n) break;
            const int seen = params.texts != 0 ? t - params.token[params.texts + 2 * t] : kept; // tokens before it
            float sum = bias;
            [[unroll]] for (int k = 0; k <= kept; k++) sum += kept - k <= seen ? weight[k] * window[i + k] : 0.0;
            x.v[t * token + at] = SILU != 0 ? silu(sum) : sum;
            if (t == params.n - 1) [[unroll]] for (int k = 0; k < kept; k++) state.v[k * channels + c] = window[i + 1 + k];
        }
        [[unroll]] for (int k = 0; k < kept; k++) window[k] = window[STEP + k];
    }
}
