// Which experts a token goes to, and with what weights, from the router's logits:
//
//     p = softmax(l) (GATE 0), sigmoid(l) (1), l (2) or sqrt(softplus(l)) (3)
//     the `used` experts with the highest p + bias, the lower number first among equals; where experts come in groups, of
//     the best groups, a group's score being that of its two best (DeepSeek-V3); their weights are
//     p (softmax of the chosen p for GATE 2), divided by their sum if `norm`, times scale
//
//   p  params, logits, bias, choices (used a token: expert, weight)
//   i  experts (at most 1024), used, stride of logits, norm, biased, tail (only the `wanted` last tokens), groups (at most
//      64), those that count      f  scale
// Spec constant 3 GATE. Dispatch: x = tokens; a workgroup is one subgroup.
#version 460
#include "common.glsl"

layout(constant_id = 3) const uint GATE = 0;

struct Choice {
    int expert;
    float weight;
};
layout(buffer_reference, scalar, buffer_reference_align = 8) buffer Choices { Choice v[]; };

layout(push_constant, scalar) uniform Push {
    Params params;
    F32 logits, bias;
    Choices choices;
    layout(offset = INTS) int experts;
    int used;
    int stride;
    int norm;
    int biased;
    int tail;
    int groups;
    int groups_used;
    layout(offset = FLOATS) float scale;
};

shared float p[1024], rank[1024], group[64]; // rank: what is chosen by; LOWEST: already chosen, or of no use
const float LOWEST = -3.0e38;

void main() {
    const int t = int(gl_WorkGroupID.x), tid = int(gl_LocalInvocationIndex), wide = int(WG);
    if (t >= params.n || (tail != 0 && t < params.n - params.wanted)) return;
    float high = LOWEST, sum = 0, first = 0;
    for (int e = tid; e < experts; e += wide) p[e] = logits.v[t * stride + e], high = max(high, p[e]);
    high = subgroupMax(high);
    for (int e = tid; e < experts; e += wide) {
        if (GATE == 0) p[e] = exp(p[e] - high), sum += p[e];
        else if (GATE == 1) p[e] = 1.0 / (1.0 + exp(-p[e]));
        else if (GATE == 3) p[e] = sqrt(softplus(p[e]));
    }
    if (GATE == 0) sum = subgroupAdd(sum);
    for (int e = tid; e < experts; e += wide) {
        if (GATE == 0) p[e] /= sum;
        rank[e] = p[e] + (biased != 0 ? bias.v[e] : 0.0);
    }
    if (groups > 1) {
        const int each = experts / groups;
        subgroupBarrier();
        for (int g = tid; g < groups; g += wide) {
            vec2 best = vec2(LOWEST);
            for (int e = g * each; e < (g + 1) * each; e++)
                best = rank[e] > best.x ? vec2(rank[e], best.x) : vec2(best.x, max(best.y, rank[e]));
            group[g] = each > 1 ? best.x + best.y : best.x;
        }
        subgroupBarrier();
        for (int e = tid; e < experts; e += wide) { // as many are better, or as good and before it
            int better = 0, mine = e / each;
            for (int g = 0; g < groups; g++)
                better += group[g] > group[mine] || (group[g] == group[mine] && g < mine) ? 1 : 0;
            if (better >= groups_used) rank[e] = LOWEST;
        }
        subgroupBarrier();
    }
    sum = 0;
    for (int s = 0; s < used; s++) {
        float top = LOWEST;
        int best = 0x7fffffff;
        for (int e = tid; e < experts; e += wide)
            if (rank[e] > top) top = rank[e], best = e;
        high = subgroupMax(top);
        best = min(subgroupMin(top == high ? best : 0x7fffffff), experts - 1);
        if (best % wide == tid) rank[best] = LOWEST;
        subgroupBarrier();
        float w = p[best];
        if (s == 0) first = w; // the highest of GATE 2, unless a bias says otherwise: then still a fair one
        if (GATE == 2) w = exp(w - first);
        sum += w;
        if (tid == 0) choices.v[t * used + s] = Choice(best, w);
    }
    float by = scale * (GATE == 2 || norm != 0 ? 1.0 / max(sum, 6.103515625e-5) : 1.0);
    for (int s = 0; s < used && tid == 0; s++) choices.v[t * used + s].weight *= by;
}
