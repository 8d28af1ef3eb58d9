#version 460
// The end of a product in parts: y[t] = epilogue(sum of parts).
//
// Without IDS: mm_* with SPLIT 1 has left `used` shares of the columns in scratch, each [matrix][token][row]. IDS 2: the
// products of each token's `used` choices, at x [choice][row] with x_stride; they are weighted.
// Grid: x ceil(rows / WG), y tokens. Operands: gemm.glsl. Spec constants: 7 EPI, 8 ACT, 9 BIAS, 10 IDS.
#include "common.glsl"
#include "gemm.glsl"

void main() {
    uint row = gl_GlobalInvocationID.x, first = first_token(), tokens = params.n - first, token = gl_WorkGroupID.y;
    if (row >= rows || token >= tokens) return;
    float v[2] = {0, 0};
    uint choice = (first + token) * used;
    for (uint s = 0; s < used; s++) {
        if (IDS == 2) v[0] += choice_weight(choice + s) * x.v[(choice + s) * x_stride + row];
        else
            [[unroll]] for (uint m = 0; m < MATRICES; m++)
                v[m] += scratch.v[((s * MATRICES + m) * tokens + token) * rows + row];
    }
    finish(row, 0, choice, EPI == EPI_LOGITS ? token : first + token, v[0], v[1]);
}
