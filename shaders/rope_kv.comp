// Rotary positions, and k and v into the cache. For token t and each head:
//
//     q, k: x = x / sqrt(mean(x^2) + eps) * w if there is a w; then pairs (a, b) = (a cos - b sin, a sin + b cos), with
//     the angle table's cosines and sines (Su et al. 2021)
//     q and k in place; k and v to slot position % capacity of their heads' timelines, as F32, F16 or Q8_0
//
//   p  params, q, k, v (a row a token each), k cache, v cache, angles (a row of rope_length a token: cosines, then
//      sines), norms (q's dk weights, then k's)
//   i  heads, kv_heads, dk, dv, rope_length, capacity, norms (1: of q, 2: of k, 3: both), q_stride, k_stride, v_stride
//   f  eps
// Spec constants: 2 KV_TYPE, 3 ROPE: 0 none, 1 pairs (2i, 2i + 1), 2 halves (i, i + rope_length / 2).
// Dispatch: x = heads + 2 kv_heads, y = tokens: a workgroup for each head's row; at most 1024 numbers.
#version 460
#include "common.glsl"

layout(constant_id = 2) const uint KV_TYPE = 1;
layout(constant_id = 3) const uint ROPE = 1;

layout(push_constant, scalar) uniform Push {
    Params params;
    F32 q, k, v;
    U16 k_cache, v_cache;
    F32 angles, norms;
    layout(offset = INTS) int heads;
    int kv_heads;
    int dk;
    int dv;
    int rope_length;
    int capacity;
    int normed;
    int q_stride;
    int k_stride;
    int v_stride;
    layout(offset = FLOATS) float eps;
};

shared float x[1024], sums[64];

// 127 / max and max / 127 of a Q8_0 block, as infer.h has them: below 2^-100 all is zero.
vec2 q8_scale(uint first) {
    float top = 0;
    for (uint i = 0; i < 32; i++) top = max(top, abs(x[first + i]));
    return top < 7.888609052210118e-31 ? vec2(0) : vec2(127.0 / top, top / 127.0);
}

uint q8(float v, float scale) { return uint(int(clamp(roundEven(v * scale), -127.0, 127.0))) & 0xff; }

void main() {
    const int t = int(gl_WorkGroupID.y), tid = int(gl_LocalInvocationIndex), wide = int(WG);
    int item = int(gl_WorkGroupID.x), half_ = rope_length / 2;
    if (t >= params.n) return;
    const int kind = item < heads ? 0 : item < heads + kv_heads ? 1 : 2; // q, k, v
    item -= kind == 0 ? 0 : kind == 1 ? heads : heads + kv_heads;
    const int n = kind == 2 ? dv : dk;
    F32 row = kind == 0 ? q : kind == 1 ? k : v;
    const int at = t * (kind == 0 ? q_stride : kind == 1 ? k_stride : v_stride) + item * n;

    float sum = 0;
    for (int i = tid; i < n; i += wide) x[i] = row.v[at + i], sum += x[i] * x[i];
    if (kind < 2 && (normed >> kind & 1) != 0) {
        sum = subgroupAdd(sum);
        if (subgroupElect()) sums[gl_SubgroupID] = sum;
        barrier();
        sum = 0;
        for (uint i = 0; i < gl_NumSubgroups; i++) sum += sums[i];
        sum = 1.0 / sqrt(sum / float(n) + eps);
        for (int i = tid; i < n; i += wide) x[i] *= sum * norms.v[kind * dk + i];
    }
    barrier();
    if (kind < 2 && ROPE != 0) {
        for (int i = tid; i < half_; i += wide) {
            int a = ROPE == 1 ? 2 * i : i, b = ROPE == 1 ? a + 1 : i + half_;
            float cosine = angles.v[t * rope_length + i], sine = angles.v[t * rope_length + half_ + i];
            float re = x[a] * cosine - x[b] * sine, im = x[a] * sine + x[b] * cosine;
            x[a] = re, x[b] = im;
        }
        barrier();
    }
    if (kind < 2)
        for (int i = tid; i < n; i += wide) row.v[at + i] = x[i];
    if (kind == 0) return;
    const uint to = uint(item * capacity + (params.position + t) % capacity); // of rows
    U16 cache = kind == 1 ? k_cache : v_cache;
    for (int i = tid; KV_TYPE == TYPE_F32 && i < n; i += wide) F32(cache).v[to * n + i] = x[i];
    for (int i = tid; KV_TYPE == TYPE_F16 && i < n; i += wide) F16(cache).v[to * n + i] = float16_t(x[i]);
    for (uint i = tid; KV_TYPE == TYPE_Q8_0 && i < n / 2; i += wide) { // two numbers, which lie in one block
        vec2 d = q8_scale(i / 16 * 32);
        uint block = 17 * (to * (n / 32) + i / 16);
        if (i % 16 == 0) cache.v[block] = uint16_t(packHalf2x16(vec2(d.y, 0)));
        cache.v[block + 1 + i % 16] = uint16_t(q8(x[2 * i], d.x) | q8(x[2 * i + 1], d.x) << 8);
    }
}
