// Shared by the products y = W x of all kinds: operands, which tokens and experts, and what becomes of a finished sum.
//
//     p: params, x, w0, w1 (up, where w0 is the gate), y, norm (weights of an RMSNorm of x), bias0, bias1
//     i: columns, rows, stride (bytes of a row of W), x_stride, y_stride (floats of a token), tail, used or each,
//        [7] a float: the bias's scale, less 1, [8, 9] an address: scratch, [10, 11] an address: choices
//     f: scale0, scale1, eps, cap
//
// tail: only the last `wanted` tokens. v = sum * scale + bias * its scale (BIAS & 4: the same scale); then by EPI:
//     0: y = v, within cap if that is > 0        3: y = cap * tanh(v / cap), with a row of y for each wanted token
//     1: y += v                                  4: y = act(v)
//     2: y = act(v0) * v1, cap its limit         5: y *= sigmoid(v), with ACT 1 log(1 + exp(v)): `each` neighbours
//     6: y = act(v) * y, cap its limit
// IDS, mixtures of experts: W holds several matrices of `rows` rows one after another; choices[t * used + s] is the s'th
// choice of token t. IDS 1: a product for each choice, y has a row of `y_stride` for each; x one for each token. IDS 2: x
// has a row for each choice, y = the choices' weighted sum (with biases). IDS 3: as 1, each sum times its choice's weight.
// IDS 4: nothing is chosen: x and y have `used` rows for each token, row s belongs to matrix s.
// Many tokens' choices are sorted by expert for mm_* (moe_sort); with IDS 2 these store every choice's product, and splitk
// adds up.
#ifndef GEMM_GLSL
#define GEMM_GLSL

struct Choice {
    int expert;
    float weight;
};
layout(buffer_reference, scalar, buffer_reference_align = 8) buffer Choices { Choice v[]; };

layout(push_constant, scalar) uniform Push {
    Params params;
    F32 x;
    U16 w0, w1;
    F32 y, norm, bias0, bias1;
    layout(offset = 64) uint columns;
    uint rows, stride, x_stride, y_stride, tail, used;
    float bias_scale;
    F32 scratch;
    Choices choices;
    layout(offset = 112) float scale0;
    float scale1, eps, cap;
};

layout(constant_id = 7) const uint EPI = 0;
layout(constant_id = 8) const uint ACT = 0;
layout(constant_id = 9) const uint BIAS = 0; // bits: bias0, bias1, inside the scale, expert_scale, choices unweighted
layout(constant_id = 10) const uint IDS = 0;

const uint EPI_STORE = 0, EPI_ADD = 1, EPI_GLU = 2, EPI_LOGITS = 3, EPI_ACT = 4, EPI_GATE = 5, EPI_GATED = 6;
const bool IDS_EACH = IDS != 0 && IDS != 2;
const uint MATRICES = EPI == EPI_GLU ? 2 : 1;

uint first_token() { return (tail & 1) != 0 ? params.n - params.wanted : 0; }

// Row r of an expert in W, which may lie between rows of another matrix: experts are 1 + tail / 2 times `rows` apart.
uint expert_row(uint expert, uint r) { return expert * rows * (1 + tail / 2) + min(r, rows - 1); }

// Four activations of the row at `row`, from column k; zeros beyond the last.
vec4 load_x(uint row, uint k) {
    if (columns % 4 == 0) return k < columns ? F32x4(x).v[(row + k) / 4] : vec4(0);
    vec4 r = vec4(0);
    for (uint i = 0; i < 4 && k + i < columns; i++) r[i] = x.v[row + k + i];
    return r;
}

// Experts' own scales, BIAS & 8: in scratch, of the second matrix in norm.
float expert_scale(uint expert, uint m) {
    if ((BIAS & 8) == 0) return 1.0;
    return m == 0 ? scratch.v[expert] : norm.v[expert];
}

float choice_weight(uint choice) { return (BIAS & 16) != 0 ? 1.0 : choices.v[choice].weight; }

// v0, v1: row `row`'s sums (of expert `expert`), for row `out_row` of y; `choice` the (first) choice with IDS.
void finish(uint row, uint expert, uint choice, uint out_row, float v0, float v1) {
    uint at = out_row * y_stride + row;
    float weight = IDS == 3 ? choices.v[choice].weight : 1.0, biased = (BIAS & 4) != 0 ? scale0 : 1.0 + bias_scale;
    v0 *= scale0 * weight * (IDS == 2 ? 1.0 : expert_scale(expert, 0));
    if ((BIAS & 1) != 0 && IDS == 2) {
        for (uint s = 0; s < used; s++)
            v0 += choice_weight(choice + s) * biased * bias0.v[choices.v[choice + s].expert * rows + row];
    } else if ((BIAS & 1) != 0) v0 += biased * bias0.v[expert * rows + row];
    if (EPI == EPI_GLU) {
        v1 *= scale1 * weight * expert_scale(expert, 1);
        if ((BIAS & 2) != 0) v1 += ((BIAS & 4) != 0 ? scale1 : biased) * bias1.v[expert * rows + row];
        v0 = gated(ACT, v0, v1, cap);
    } else if (EPI == EPI_LOGITS) v0 = soft_cap(v0, cap);
    else if (EPI == EPI_ACT || EPI == EPI_GATED) v0 = gated(ACT, v0, EPI == EPI_ACT ? 1.0 : y.v[at], cap);
    else if (EPI == EPI_STORE && cap > 0.0) v0 = clamp(v0, -cap, cap);
    else if (EPI == EPI_GATE) {
        v0 = ACT != 0 ? (v0 > 20.0 ? v0 : log(1.0 + exp(v0))) : 1.0 / (1.0 + exp(-v0));
        at = out_row * y_stride + row * used;
        for (uint i = 0; i < used; i++) y.v[at + i] *= v0;
        return;
    }
    if (EPI == EPI_ADD) v0 += y.v[at];
    y.v[at] = v0;
}

#endif
