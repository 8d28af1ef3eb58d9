// Attention's arguments, shared by fa_*.comp, and the KV cache's rows.
//
//     out(t, h) = sum_j softmax_j(cap(scale * q(t, h) . k(j, g)) - slope(h) * distance(t, j)) v(j, g)
//
// for query t and head h of kv head g's group; position j lies in slot j % capacity of its kv head's timeline.
//   p  params, q, k, v, out, sinks (a float for each head; read if SINKS), partial, counter (fa_dec)
//   i  heads, kv_heads, capacity, window (0: all), flags, strides in elements of a token and a head of q, the same of
//      out, keys (in all; 0: position + n), then each shader's own
//   f  scale, cap (0: none), alibi (the slopes' largest exponent; 0: no slopes)
// Spec constants: 2 KV_TYPE (F32, F16 or Q8_0), 3 and 4 HSK and HSV, the lengths of a head's k and v (multiples of 4),
// 5 IO_TYPE (F32 or F16) of q and out, then each shader's own.
// Cache: [kv_head][slot][row], rows of HSK or HSV numbers, F32 and F16 rows aligned to 4 numbers. With V_IN_K v is the
// first HSV numbers of k's rows.
#extension GL_EXT_buffer_reference2 : enable

layout(constant_id = 2) const uint KV_TYPE = 1;
layout(constant_id = 3) const uint HSK = 128;
layout(constant_id = 4) const uint HSV = 128;
layout(constant_id = 5) const uint IO_TYPE = 0;

// Flags. TAIL: only the `wanted` last tokens are needed. CHUNKED: the window is one of those that cut the text evenly.
const int CAUSAL = 1, TAIL = 2, SINKS = 4, V_IN_K = 8, CHUNKED = 16;
const float LOWEST = -3.0e38; // below any score; less LOWEST is 0, not a NaN

layout(push_constant, scalar) uniform Push {
    Params params;
    F32 q;
    U16 k, v;
    F32 out_, sinks, partial;
    I32 counter;
    layout(offset = INTS) int heads;
    int kv_heads;
    int capacity;
    int window;
    int flags;
    int q_token;
    int q_head;
    int out_token;
    int out_head;
    int keys;
    int own0;
    int own1;
    layout(offset = FLOATS) float scale;
    float cap;
    float alibi;
};

uint v_length() { return (flags & V_IN_K) != 0 ? HSK : HSV; } // of v's rows in the cache

// Elements [4 i, 4 i + 4) of row `row`, its length `n`.
vec4 cached(U16 base, uint row, uint n, uint i) {
    if (KV_TYPE == TYPE_F16) return vec4(F16x4(base).v[row * (n / 4) + i]);
    if (KV_TYPE == TYPE_F32) return F32x4(base).v[row * (n / 4) + i];
    uint block = 17 * (row * (n / 32) + i / 8), at = block + 1 + i % 8 * 2;
    uint lo = uint(base.v[at]), hi = uint(base.v[at + 1]);
    ivec4 quants = ivec4(lo << 24, lo << 16, hi << 24, hi << 16) >> 24;
    return unpackHalf2x16(uint(base.v[block])).x * vec4(quants);
}

// The cache's row of the position j after one that is in slot `tile_slot`; j is less than capacity. (A modulo would
// cost more than the load.)
uint slot_of(int kv_head, uint tile_slot, uint j) {
    uint slot = tile_slot + j;
    return uint(kv_head * capacity) + (slot < capacity ? slot : slot - capacity);
}

// The positions [x, y) that token t sees: empty where the token does not exist or is not needed.
ivec2 visible(int t) {
    int p = params.position + t, first = 0, all = keys > 0 ? keys : params.position + params.n;
    if (t >= params.n || ((flags & TAIL) != 0 && t < params.n - params.wanted)) return ivec2(0);
    if (params.texts != 0) first = params.token[params.texts + 2 * t], all = params.token[params.texts + 2 * t + 1];
    int from = window > 0 ? max(first, p - window + 1) : first;
    if (window > 0 && (flags & CHUNKED) != 0) from = p - (p - first) % window;
    int to = (flags & CAUSAL) != 0 ? p + 1 : window > 0 && window < all - p ? p + window : all;
    return ivec2(from, to);
}

// ALiBi (Press et al. 2021): scores fall with distance, for each head by its own slope. Beyond the last power of two
// that is at most the number of heads, slopes lie between the others.
float slope_of(int head) {
    int whole = 1 << findMSB(heads);
    if (alibi <= 0.0) return 0.0;
    return exp2(-alibi * (head < whole ? float(head + 1) / float(whole) : float(2 * (head - whole) + 1) / float(2 * whole)));
}
// A score from the product of token t's query and the key at position j.
float score_of(float product, float slope, int t, int j) {
    return soft_cap(product, cap) - slope * abs(float(params.position + t - j));
}

// Element i of q's row for a token and head, scaled.
vec4 query(int t, int head, uint i) {
    uint at = uint(t * q_token + head * q_head) + 4 * i;
    if (IO_TYPE == TYPE_F32) return scale * vec4(q.v[at], q.v[at + 1], q.v[at + 2], q.v[at + 3]);
    return scale * vec4(F16(q).v[at], F16(q).v[at + 1], F16(q).v[at + 2], F16(q).v[at + 3]);
}

void store(int t, int head, uint i, vec4 x) {
    uint at = uint(t * out_token + head * out_head) + 4 * i;
    for (uint c = 0; c < 4; c++)
        if (IO_TYPE == TYPE_F32) out_.v[at + c] = x[c];
        else F16(out_).v[at + c] = float16_t(x[c]);
}
