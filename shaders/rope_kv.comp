// Rotary positions, and k and v into the cache. For token t and each head:
//
//     q, k: x = norm(x) * w if there is a norm; then pairs (a, b) = (a cos - b sin, a sin + b cos), with the angle table's
//     cosines and sines (Su et al. 2021); or first the pairs, with LATE
//     q also times 1 + heat * log(1 + floor((position + heat_from) / heat_length)), if there is a heat
//     q and k in place; k and v to slot position % capacity of their heads' timelines, as F32, F16 or Q8_0
//
// LATENT 1 and 2, latent attention (DeepSeek-V2): k holds rows of `k_stride` numbers, the compressed k and v and then,
// from dk - rope_length of a head's row on, what alone is rotated, the same for all heads.
//     1: q's last part comes from v (a row of v_stride / heads for each head); k's first part is normed; k is all there is
//     2: v holds k's first part and v for each head
//
//   p  params, q, k, v (a row a token each), k cache, v cache, weights of q's norm, of k's
//   i  heads, kv_heads, dk, dv, rope_length, capacity, flags, q_stride, k_stride, v_stride, angles (index in params.token:
//      a row of rope_length a token: cosines, then sines), floats from a head's row of q to the next
//   f  eps, heat, heat_from, heat_length
// Spec constants: 2 KV_TYPE, 3 ROPE: 0 none, 1 pairs (2i, 2i + 1), 2 halves (i, i + rope_length / 2), 4 LATENT.
// Dispatch: x = heads + 2 kv_heads (LATENT 1: 1 kv_head), y = tokens: a workgroup for each head's row; at most 1024 numbers.
#version 460
#include "common.glsl"

layout(constant_id = 2) const uint KV_TYPE = 1;
layout(constant_id = 3) const uint ROPE = 1;
layout(constant_id = 4) const uint LATENT = 0;

layout(push_constant, scalar) uniform Push {
    Params params;
    F32 q, k, v;
    U16 k_cache, v_cache;
    F32 q_norm, k_norm;
    layout(offset = INTS) int heads;
    int kv_heads;
    int dk;
    int dv;
    int rope_length;
    int capacity;
    int flags;
    int q_stride;
    int k_stride;
    int v_stride;
    int angles;
    int q_head;
    layout(offset = FLOATS) float eps;
    float heat;
    float heat_from;
    float heat_length;
};
// Flags: Q and K have norms, as OWN each head its own weights, LAYER: LayerNorm
const int NORM_Q = 1, NORM_K = 2, LATE = 4, OWN = 8, LAYER = 16;

shared float x[1024], sums[64];

float total(float v) {
    v = subgroupAdd(v);
    barrier(); // the last call's readers
    if (subgroupElect()) sums[gl_SubgroupID] = v;
    barrier();
    v = 0;
    for (uint i = 0; i < gl_NumSubgroups; i++) v += sums[i];
    return v;
}

// Number i of a head's row; kind: q, k, v.
float row(int kind, int t, int item, int i) {
    const int still = dk - rope_length;
    if (LATENT == 1 && kind == 0 && i >= still) return v.v[t * v_stride + item * (v_stride / heads) + i - still];
    if (LATENT == 2 && kind == 1 && i >= still) return k.v[(t + 1) * k_stride - dk + i];
    if (LATENT == 2 && kind > 0) return v.v[t * v_stride + item * (still + dv) + (kind == 2 ? still : 0) + i];
    if (kind == 0) return q.v[t * q_stride + item * q_head + i];
    return kind == 1 ? k.v[t * k_stride + item * dk + i] : v.v[t * v_stride + item * dv + i];
}

// The first n numbers of x.
void normalize(int kind, int item, int n) {
    const int tid = int(gl_LocalInvocationIndex), wide = int(WG), own = (flags & OWN) != 0 ? item * n : 0;
    float mean = 0, sum = 0;
    if ((flags & LAYER) != 0) {
        for (int i = tid; i < n; i += wide) mean += x[i];
        mean = total(mean) / float(n);
    }
    for (int i = tid; i < n; i += wide) sum += (x[i] - mean) * (x[i] - mean);
    sum = 1.0 / sqrt(total(sum) / float(n) + eps);
    for (int i = tid; i < n; i += wide) x[i] = (x[i] - mean) * sum * (kind == 0 ? q_norm.v[own + i] : k_norm.v[own + i]);
    barrier();
}

void rotate(int t, int first) {
    const int half_ = rope_length / 2, from = angles + t * rope_length;
    for (int i = int(gl_LocalInvocationIndex); i < half_; i += int(WG)) {
        int a = first + (ROPE == 1 ? 2 * i : i), b = ROPE == 1 ? a + 1 : a + half_;
        float cosine = intBitsToFloat(params.token[from + i]), sine = intBitsToFloat(params.token[from + half_ + i]);
        float re = x[a] * cosine - x[b] * sine, im = x[a] * sine + x[b] * cosine;
        x[a] = re, x[b] = im;
    }
    barrier();
}

// 127 / max and max / 127 of a Q8_0 block, as infer.h has them: below 2^-100 all is zero.
vec2 q8_scale(uint first) {
    float top = 0;
    for (uint i = 0; i < 32; i++) top = max(top, abs(x[first + i]));
    return top < 7.888609052210118e-31 ? vec2(0) : vec2(127.0 / top, top / 127.0);
}

uint q8(float v, float scale) { return uint(int(clamp(roundEven(v * scale), -127.0, 127.0))) & 0xff; }

void main() {
    const int t = int(gl_WorkGroupID.y), tid = int(gl_LocalInvocationIndex), wide = int(WG);
    int item = int(gl_WorkGroupID.x);
    if (t >= params.n) return;
    const int kind = item < heads ? 0 : item < heads + kv_heads ? 1 : 2; // q, k, v
    item -= kind == 0 ? 0 : kind == 1 ? heads : heads + kv_heads;
    const int n = kind == 2 ? dv : dk, still = LATENT != 0 ? dk - rope_length : 0;

    for (int i = tid; i < n; i += wide) x[i] = row(kind, t, item, i);
    barrier();
    for (int step = 0; step < 2 && kind < 2; step++)
        if ((step == 0) == ((flags & LATE) != 0)) {
            if (ROPE != 0) rotate(t, still);
        } else if ((flags >> kind & 1) != 0) normalize(kind, item, LATENT != 0 ? still : n);
    if (kind == 0) {
        const int place = params.texts != 0 ? t - params.token[params.texts + 2 * t] : params.position + t;
        const float grow = heat != 0 ? 1 + heat * log(1 + floor((float(place) + heat_from) / heat_length)) : 1;
        for (int i = tid; i < n; i += wide) q.v[t * q_stride + item * q_head + i] = grow * x[i];
        return;
    }
    for (int i = tid; LATENT == 0 && kind == 1 && i < n; i += wide) k.v[t * k_stride + item * n + i] = x[i];
    const uint to = uint(item * capacity + (params.position + t) % capacity); // of rows
    U16 cache = kind == 1 ? k_cache : v_cache;
    for (int i = tid; KV_TYPE == TYPE_F32 && i < n; i += wide) F32(cache).v[to * n + i] = x[i];
    for (int i = tid; KV_TYPE == TYPE_F16 && i < n; i += wide) F16(cache).v[to * n + i] = float16_t(x[i]);
    for (uint i = tid; KV_TYPE == TYPE_Q8_0 && i < n / 2; i += wide) { // two numbers, which lie in one block
        vec2 d = q8_scale(i / 16 * 32);
        uint block = 17 * (to * (n / 32) + i / 16);
        if (i % 16 == 0) F16(cache).v[block] = float16_t(d.y);
        cache.v[block + 1 + i % 16] = uint16_t(q8(x[2 * i], d.x) | q8(x[2 * i + 1], d.x) << 8);
    }
}
