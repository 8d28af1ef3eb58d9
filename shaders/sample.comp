// Chooses a token as infer__sample in infer.h does, step by step and bit by bit: bias, penalties, top k, typical, top
// p, min p, temperature, one draw. Probabilities are integers, the most likely token weighs 2^40, so that sums are
// exact in any order; "the best that together weigh so much" is a key up to which candidates count.
//
//   p  params, logits, next (Params, may be params), result, settings, timeline (tokens by position; the choice is
//      appended), scratch (vocabulary x 24 bytes)
//   i  vocabulary, logits_stride, ring: result[(position + n) % ring] receives the token
// Needs shaderInt64 and shaderFloat64. Dispatch: one workgroup, of 256 to 1024. With 0 < top_k < WG, the usual case,
// two passes over the logits find the few candidates; without, some 50 passes over all of them.
#version 460
#extension GL_EXT_shader_explicit_arithmetic_types_int64 : require
#extension GL_EXT_shader_explicit_arithmetic_types_float64 : require
#include "common.glsl"

struct Bias {
    int token;
    float bias;
};
layout(buffer_reference, scalar, buffer_reference_align = 8) coherent buffer Settings {
    double scale; // 2^32 / ln 2 / temperature
    uint64_t rng[4];
    float temperature, top_p, min_p, typical_p, repeat, frequency, presence; // repeat is not 0
    int top_k, window, n_bias;                                             // window: as many tokens count as seen
    Bias bias[];
};
struct Candidate {
    uint64_t weight;
    uint key, token, order; // order: what they are sorted by, ties by token
    float logit;            // no candidate's: [token] is the adjusted logit
};
layout(buffer_reference, scalar, buffer_reference_align = 8) coherent buffer Scratch { Candidate v[]; };

layout(push_constant, scalar) uniform Push {
    Params params;
    F32 logits;
    Params next;
    I32 result;
    Settings s;
    I32 timeline;
    Scratch c;
    layout(offset = INTS) int vocabulary;
    int logits_stride;
    int ring;
};

const uint FORBIDDEN = 0xff800000; // the key of -inf: nothing from here on is a candidate
const uint64_t ALL = ~0ul;
const double PER_BIT = 6196328018.7194806LF; // 2^32 / ln 2

shared uint64_t sums[64], wide_keys[WG], weights[WG], found;
shared uint keys[64], least_keys[WG], n;

#define EACH(i, count) for (uint i = gl_LocalInvocationIndex; i < (count); i += WG)

void sync() {
    memoryBarrierBuffer();
    barrier();
}

uint64_t total(uint64_t v) {
    for (uint lane = 1; lane < gl_SubgroupSize; lane *= 2)
        v += packUint2x32(subgroupShuffleXor(unpackUint2x32(v), lane));
    if (subgroupElect()) sums[gl_SubgroupID] = v;
    barrier();
    v = 0;
    for (uint i = 0; i < gl_NumSubgroups; i++) v += sums[i];
    barrier();
    return v;
}

uint least(uint v) {
    v = subgroupMin(v);
    if (subgroupElect()) keys[gl_SubgroupID] = v;
    barrier();
    for (uint i = 0; i < gl_NumSubgroups; i++) v = min(v, keys[i]);
    barrier();
    return v;
}

// As infer__logit_key: ascending for descending logits.
uint logit_key(float x) {
    uint bits = floatBitsToUint(x);
    if ((bits & 0x7fffffff) > 0x7f800000) return ~0u; // a NaN
    if (bits == 0x80000000) bits = 0;
    if (bits == 0x7f800000) bits = 0x7f7fffff; // infinity counts as the largest
    return bits >> 31 != 0 ? bits : ~bits & 0x7fffffff;
}
double logit_of(uint key) { return double(uintBitsToFloat(key >> 31 != 0 ? key : ~key & 0x7fffffff)); }

// As infer__weight: 2^40 * 2^-x for x = d / 2^32.
const uint sixteenths[16] = {2147483648u, 2056437387u, 1969251188u, 1885761398u, 1805811301u, 1729250827u,
                             1655936265u, 1585730000u, 1518500250u, 1454120821u, 1392470869u, 1333434672u,
                             1276901417u, 1222764986u, 1170923762u, 1121280436u};
const uint series[5] = {5726720u, 41309550u, 238388332u, 1031764991u, 2977044472u};
uint64_t weight_of(double d) {
    if (!(d < 171798691840.0LF)) return 0ul;
    uint64_t x = uint64_t(d), rest = x & 0x0fffffffu, sum = 0ul;
    for (int i = 0; i < 5; i++) sum = uint64_t(series[i]) - (sum * rest >> 32);
    sum = (1ul << 32) - (sum * rest >> 32);
    return (sum * uint64_t(sixteenths[uint(x >> 28) & 15]) >> 23) >> uint(x >> 32);
}

bool live(uint i) { return c.v[i].key < FORBIDDEN; }
uint64_t order_of(uint i) { return uint64_t(c.v[i].order) << 32 | c.v[i].token; }

// Weighs the candidates by scale; returns the sum.
uint64_t weigh(double scale) {
    uint best = ~0u;
    uint64_t sum = 0ul;
    EACH(i, n) best = min(best, c.v[i].key);
    double highest = logit_of(least(best));
    EACH(i, n) {
        precise double d = (highest - logit_of(c.v[i].key)) * scale;
        uint64_t w = live(i) ? weight_of(d) : 0ul;
        c.v[i].weight = w, sum += w;
    }
    sync();
    return total(sum);
}

// The order of the last of the fewest candidates, in their order, that together weigh at least `target`.
uint64_t select(uint64_t target) {
    if (n <= WG) { // everyone adds up what comes before its own
        const uint tid = gl_LocalInvocationIndex;
        bool mine = tid < n && live(tid);
        if (tid < n) wide_keys[tid] = mine ? order_of(tid) : ALL, weights[tid] = mine ? c.v[tid].weight : 0ul;
        found = ALL;
        barrier();
        if (mine) {
            uint64_t before = 0ul, key = wide_keys[tid];
            for (uint i = 0; i < n; i++) before += wide_keys[i] < key ? weights[i] : 0ul;
            if (before < target && target <= before + weights[tid]) found = key;
        }
        barrier();
        uint64_t limit = found;
        barrier();
        return limit;
    }
    uint64_t limit = 0ul; // bit by bit, the least limit that suffices
    for (int bit = 63; bit >= 0; bit--) {
        if (bit < 32 && bit > findMSB(vocabulary)) continue;
        uint64_t below = limit | ((1ul << bit) - 1ul), sum = 0ul;
        EACH(i, n) if (live(i) && order_of(i) <= below) sum += c.v[i].weight;
        if (total(sum) < target) limit |= 1ul << bit;
    }
    return limit;
}

void keep(uint64_t limit) {
    EACH(i, n) if (order_of(i) > limit) c.v[i].key = ~0u;
    sync();
}

// As infer__portion: the least integer that is not below share x sum.
uint64_t portion(float share, uint64_t sum) {
    precise double exact = double(share) * double(sum);
    uint64_t whole = uint64_t(exact);
    return whole + (double(whole) < exact ? 1ul : 0ul);
}

// As infer__typical: by the distance of (highest - logit) from its mean.
void typical(float share) {
    uint64_t sum = weigh(PER_BIT), low = 0ul, high = 0ul;
    uint best = ~0u;
    EACH(i, n) best = min(best, c.v[i].key);
    double highest = logit_of(least(best));
    EACH(i, n) {
        precise double d = (highest - logit_of(c.v[i].key)) * 1048576.0LF;
        uint64_t product = c.v[i].weight != 0ul ? c.v[i].weight * uint64_t(min(d, 1e9LF)) : 0ul;
        low += product & 0xffffffffu, high += product >> 32;
    }
    low = total(low), high = total(high);
    precise double mean = (double(high) * 4294967296.0LF + double(low)) / double(sum);
    EACH(i, n) {
        precise double d = (highest - logit_of(c.v[i].key)) * 1048576.0LF;
        c.v[i].order = uint(abs(int64_t(min(d, 1e9LF)) - int64_t(mean)));
    }
    sync();
    precise double target = double(share) * double(sum);
    keep(select(uint64_t(target) + 1ul));
    EACH(i, n) c.v[i].order = c.v[i].key;
    sync();
}

// Into c[].logit: the logits after bias and penalties.
void adjust(uint from, int history, int window) {
    EACH(i, vocabulary) c.v[i].logit = logits.v[from + i];
    sync();
    EACH(i, s.n_bias) { // the first of a token adds all of its own, in order
        int token = s.bias[i].token;
        bool first = token >= 0 && token < vocabulary;
        for (uint j = 0; first && j < i; j++) first = s.bias[j].token != token;
        for (uint j = i; first && j < s.n_bias; j++)
            if (s.bias[j].token == token) c.v[token].logit += s.bias[j].bias;
    }
    sync();
    EACH(i, window) {
        int token = timeline.v[history - window + int(i)], seen = 0;
        bool first = token >= 0 && token < vocabulary;
        for (int j = history - window; first && j < history - window + int(i); j++) first = timeline.v[j] != token;
        for (int j = history - window + int(i); first && j < history; j++) seen += timeline.v[j] == token ? 1 : 0;
        if (!first) continue;
        precise double x = double(c.v[token].logit), repeat = double(s.repeat);
        x = x > 0.0LF ? x / repeat : x * repeat;
        x = x - double(seen) * double(s.frequency) - double(s.presence);
        c.v[token].logit = float(x);
    }
    sync();
}

uint64_t rotate(uint64_t x, int by) { return x << by | x >> (64 - by); }

// xoshiro256** (Blackman and Vigna 2018)
uint64_t random() {
    uint64_t x = rotate(s.rng[1] * 5ul, 7) * 9ul, t = s.rng[1] << 17;
    s.rng[2] ^= s.rng[0], s.rng[3] ^= s.rng[1], s.rng[1] ^= s.rng[2], s.rng[0] ^= s.rng[3], s.rng[2] ^= t;
    s.rng[3] = rotate(s.rng[3], 45);
    return x;
}

void main() {
    const uint tid = gl_LocalInvocationIndex, from = uint((params.wanted - 1) * logits_stride);
    const int history = params.position + params.n;
    const bool penalise = s.repeat != 1 || s.frequency != 0 || s.presence != 0;
    const int window = penalise ? min(s.window, history) : 0;
    const bool adjusted = s.n_bias > 0 || window > 0;
    if (adjusted) adjust(from, history, window);

    // The best of each invocation's share: there are k as good as the k'th best of these.
    uint best = ~0u, bound = FORBIDDEN - 1;
    EACH(i, vocabulary) best = min(best, logit_key(adjusted ? c.v[i].logit : logits.v[from + i]));
    const bool greedy = !(s.temperature > 0);
    uint k = greedy ? 1 : s.top_k > 0 ? min(s.top_k, vocabulary) : vocabulary;
    if (k < WG) {
        least_keys[tid] = best;
        if (tid == 0) n = 0;
        barrier();
        uint before = 0;
        for (uint i = 0; i < WG; i++) before += least_keys[i] < best || (least_keys[i] == best && i < tid) ? 1 : 0;
        if (before == k - 1) keys[0] = best;
        barrier();
        bound = min(bound, keys[0]);
        barrier();
    } else if (tid == 0) n = 0;
    barrier();
    EACH(i, vocabulary) {
        uint key = logit_key(adjusted ? c.v[i].logit : logits.v[from + i]);
        if (key > bound) continue;
        uint at = atomicAdd(n, 1);
        c.v[at].weight = 1ul, c.v[at].key = c.v[at].order = key, c.v[at].token = i;
    }
    sync();

    uint64_t chosen = 0ul;
    if (n > 0) {
        if (n > k) keep(select(uint64_t(k)));
        if (greedy) chosen = select(1ul);
        else {
            if (s.typical_p > 0 && s.typical_p < 1) typical(s.typical_p);
            if (s.top_p > 0 && s.top_p < 1) keep(select(portion(s.top_p, weigh(PER_BIT))));
            if (s.min_p > 0) {
                uint64_t enough = portion(min(s.min_p, 1.0), 1ul << 40);
                weigh(PER_BIT);
                EACH(i, n) if (c.v[i].weight < enough) c.v[i].key = ~0u;
                sync();
            }
            uint64_t sum = weigh(s.scale);
            if (tid == 0) {
                uint64_t draw;
                do draw = random();
                while (draw >= ALL - ALL % sum); // so that the remainder is uniform
                sums[0] = draw % sum + 1ul;
            }
            barrier();
            uint64_t target = sums[0];
            barrier();
            chosen = select(target);
        }
    }
    if (tid != 0) return;
    const int token = int(uint(chosen & 0xffffffffu));
    next.position = history, next.n = next.wanted = 1, next.token[0] = token;
    result.v[history % ring] = token;
    timeline.v[history] = token;
}
