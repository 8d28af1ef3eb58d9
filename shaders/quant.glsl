// Weights. A row of a matrix is read in pieces of 16 weights: four runs of 4 neighbours, chosen so that a piece is one
// wide load and a few masks whatever the format, and so that neighbouring threads read neighbouring bytes.
//
//     w[piece_at(p) + RUN(j) + i] = s[j] * byte i of q[j] + m[j]        j, i = 0..3
//
// Bytes are unsigned, or int8 where SIGNED. Sums over a row may take the pieces in any order, as long as the activations
// come in the same. The layouts of the blocks are described in infer.h, section [4].
//
// A block's fields of 2 to 128 bytes would allow only 2-byte loads. The host therefore uploads a row as planes: one field
// of all its blocks, then the next, in the order given for each format below; a row starts at a multiple of 16 bytes. So
// every load is a single one, and as wide as the field. Rows of floats stay as they are, but for that alignment.
#ifndef QUANT_GLSL
#define QUANT_GLSL

layout(constant_id = 2) const uint TYPE = 0;

const bool PLAIN = TYPE == TYPE_F32 || TYPE == TYPE_F16 || TYPE == TYPE_BF16;
const bool SIGNED = TYPE == TYPE_Q8_0;
const bool K_QUANT = TYPE >= TYPE_Q2_K && TYPE <= TYPE_Q6_K;
const bool TWO_BITS = TYPE == TYPE_Q2_K || TYPE == TYPE_Q3_K;
const uint BLOCK = K_QUANT ? 256 : 32; // weights

// Where the runs of a piece are, and how many pieces interleave their runs.
const uint INTERLEAVED = PLAIN || TYPE == TYPE_Q8_0           ? 1
                         : TYPE == TYPE_Q4_K || TYPE == TYPE_Q5_K ? 4
                         : K_QUANT                            ? 8
                                                              : 2;
const uint RUN1 = TWO_BITS ? 32 : 4;
const uint RUN2 = INTERLEAVED == 1 ? 8 : INTERLEAVED == 2 ? 16 : INTERLEAVED == 4 ? 32 : 64;
#define RUN(j) ((j) % 2 * RUN1 + (j) / 2 * RUN2)

// The other way round: weight k is number k % 4 of run run_of(k) of piece piece_of(k).
uint piece_of(uint k) {
    return k / (16 * INTERLEAVED) * INTERLEAVED + k % (16 * INTERLEAVED) % (TWO_BITS ? RUN1 : RUN2) / (TWO_BITS ? 4 : 8);
}
uint run_of(uint k) {
    uint at = k % (16 * INTERLEAVED);
    return TWO_BITS ? at / RUN1 : at % 8 / 4 + at / RUN2 * 2;
}

uint piece_at(uint p) { return p / INTERLEAVED * INTERLEAVED * 16 + p % INTERLEAVED * (TWO_BITS ? 4 : 8); }

// Loads at byte `at` of a row that starts `row` half-words into w.
uint load2(U16 w, uint row, uint at) { return uint(w.v[row + at / 2]); }
uint load4(U16 w, uint row, uint at) { return U32(w).v[(row + at / 2) / 2]; }
uvec2 load8(U16 w, uint row, uint at) { return U32x2(w).v[(row + at / 2) / 4]; }
uvec4 load16(U16 w, uint row, uint at) { return U32x4(w).v[(row + at / 2) / 8]; }

float half_to_float(uint h) { return unpackHalf2x16(h).x; }

// Four bits into the lowest bits of four bytes.
uint spread(uint bits) { return (bits & 15) * 0x00204081 & 0x01010101; }
uvec2 spread(uvec2 bits) { return uvec2(spread(bits.x), spread(bits.y)); }

uint byte_of(uint word, uint i) { return bitfieldExtract(word, int(8 * i), 8); }

struct Piece {
    uvec4 q;
    vec4 s, m;
};

// Field of block b of `size` bytes, after planes of `before` bytes a block.
#define FIELD(size, before) (blocks * (before) + b * (size))

uvec4 nibbles(uvec2 v) { return uvec4(v, v >> 4) & 0x0f0f0f0f; }

// Piece p of a row of `blocks` blocks.
Piece load_piece(U16 w, uint row, uint blocks, uint p) {
    Piece r;
    uint b = p / (BLOCK / 16), i = p % (BLOCK / 16);
    vec2 d;
    r.m = vec4(0);
    if (TYPE == TYPE_Q4_0) {
        d.x = half_to_float(load2(w, row, FIELD(2, 16)));
        r.q = nibbles(load8(w, row, FIELD(16, 0) + 8 * i));
        r.s = vec4(d.x), r.m = vec4(-8 * d.x);
    } else if (TYPE == TYPE_Q4_1) {
        d = unpackHalf2x16(load4(w, row, FIELD(4, 16)));
        r.q = nibbles(load8(w, row, FIELD(16, 0) + 8 * i));
        r.s = vec4(d.x), r.m = vec4(d.y);
    } else if (TYPE == TYPE_Q5_0 || TYPE == TYPE_Q5_1) {
        bool q5_0 = TYPE == TYPE_Q5_0;
        uint high = load4(w, row, FIELD(4, 16)) >> 8 * i;
        r.q = nibbles(load8(w, row, FIELD(16, 0) + 8 * i));
        r.q |= uvec4(spread(uvec2(high, high >> 4)), spread(uvec2(high >> 16, high >> 20))) << 4;
        if (q5_0) d.x = half_to_float(load2(w, row, FIELD(2, 20))), d.y = -16 * d.x;
        else d = unpackHalf2x16(load4(w, row, FIELD(4, 20)));
        r.s = vec4(d.x), r.m = vec4(d.y);
    } else if (TYPE == TYPE_Q8_0) {
        r.q = load16(w, row, FIELD(32, 0) + 16 * i);
        r.s = vec4(half_to_float(load2(w, row, FIELD(2, 32))));
    } else if (TYPE == TYPE_Q2_K) { // byte 4 (i % 8) of a half: weights of four groups of 32, each with its sub-block
        uint v = load4(w, row, FIELD(64, 0) + 4 * i), half_ = i / 8;
        uvec2 sub = load8(w, row, FIELD(16, 64) + 8 * half_) >> 8 * (i % 8 / 4);
        uvec4 scale = uvec4(sub.x, sub.x >> 16, sub.y, sub.y >> 16);
        d = unpackHalf2x16(load4(w, row, FIELD(4, 80)));
        r.q = uvec4(v, v >> 2, v >> 4, v >> 6) & 0x03030303;
        r.s = d.x * vec4(scale & 15), r.m = -d.y * vec4(scale >> 4 & 15);
    } else if (TYPE == TYPE_Q3_K) {
        uint v = load4(w, row, FIELD(64, 0) + 4 * i), half_ = i / 8, odd = 8 * (i % 8 / 4);
        uint third = load4(w, row, FIELD(32, 64) + 4 * (i % 8)) >> 4 * half_;
        uint at = FIELD(12, 96);
        uvec2 low = uvec2(load4(w, row, at), load4(w, row, at + 4)) >> (4 * half_ + odd);
        uint high = load4(w, row, at + 8) >> (4 * half_ + odd);
        uvec4 scale = uvec4(low.x, low.x >> 16, low.y, low.y >> 16) & 15;
        scale |= (uvec4(high, high >> 16, high >> 2, high >> 18) & 3) << 4;
        d.x = half_to_float(load2(w, row, FIELD(2, 108)));
        r.q = uvec4(v, v >> 2, v >> 4, v >> 6) & 0x03030303;
        r.q |= (uvec4(third, third >> 1, third >> 2, third >> 3) & 0x01010101) << 2;
        r.s = d.x * (vec4(scale) - 32), r.m = -4 * r.s;
    } else if (TYPE == TYPE_Q4_K || TYPE == TYPE_Q5_K) {
        bool q4 = TYPE == TYPE_Q4_K;
        uint g = i / 4; // two sub-blocks of 32: low nibbles, high nibbles
        uvec4 head = load16(w, row, q4 ? FIELD(16, 128) : FIELD(16, 160));
        uint scale = head.y & 0x3f3f3f3f, least = head.z & 0x3f3f3f3f;
        if (g >= 2) {
            scale = head.w & 0x0f0f0f0f | head.y >> 2 & 0x30303030;
            least = head.w >> 4 & 0x0f0f0f0f | head.z >> 2 & 0x30303030;
        }
        scale >>= 16 * (g % 2), least >>= 16 * (g % 2);
        d = unpackHalf2x16(head.x);
        r.q = nibbles(load8(w, row, FIELD(128, 0) + 32 * g + 8 * (i % 4)));
        if (!q4) {
            uvec2 high = load8(w, row, FIELD(32, 128) + 8 * (i % 4)) >> 2 * g;
            r.q |= (uvec4(high, high >> 1) & 0x01010101) << 4;
        }
        r.s = d.x * vec4(uvec2(scale & 255).xx, uvec2(scale >> 8 & 255).xx);
        r.m = -d.y * vec4(uvec2(least & 255).xx, uvec2(least >> 8 & 255).xx);
    } else { // Q6_K; a half's bytes 0..63: low bits of weights i and i + 64
        uint half_ = i / 8, at = 8 * (i % 8);
        uvec2 high = load8(w, row, FIELD(64, 128) + 32 * half_ + at % 32) >> 2 * (at / 32);
        uvec2 scale = load8(w, row, FIELD(16, 192) + 8 * half_);
        vec2 s = vec2(bitfieldExtract(ivec2(scale), int(at / 16 * 8), 8));
        d.x = half_to_float(load2(w, row, FIELD(2, 208)));
        r.q = nibbles(load8(w, row, FIELD(128, 0) + 64 * half_ + at));
        r.q |= (uvec4(high, high >> 4) & 0x03030303) << 4;
        r.s = d.x * s.xxyy, r.m = -32 * r.s;
    }
    return r;
}

vec4 bytes_to_floats(uint q) {
    if (SIGNED) return vec4(int(q << 24) >> 24, int(q << 16) >> 24, int(q << 8) >> 24, int(q) >> 24);
    return vec4(q & 255, q >> 8 & 255, q >> 16 & 255, q >> 24);
}

// Formats that are floats: weight `at` of a row; weights [at, at + 4) of a row of n, zeros beyond it. Rows of n % 4 != 0
// come one by one.
float load_float(U16 w, uint row, uint at) {
    if (TYPE == TYPE_F32) return F32(w).v[row / 2 + at];
    uint bits = load2(w, row, 2 * at);
    return TYPE == TYPE_F16 ? half_to_float(bits) : uintBitsToFloat(bits << 16);
}

vec4 load_floats(U16 w, uint row, uint n, uint at) {
    if (n % 4 == 0) {
        if (at >= n) return vec4(0);
        if (TYPE == TYPE_F32) return F32x4(w).v[(row / 2 + at) / 4];
        uvec2 v = U32x2(w).v[(row + at) / 4];
        if (TYPE == TYPE_F16) return vec4(unpackHalf2x16(v.x), unpackHalf2x16(v.y));
        return uintBitsToFloat(uvec4(v.x << 16, v.x & 0xffff0000, v.y << 16, v.y & 0xffff0000));
    }
    vec4 r = vec4(0);
    for (uint i = 0; i < 4 && at + i < n; i++) r[i] = load_float(w, row, at + i);
    return r;
}

uint pieces_of(uint n) { return (n + 15) / 16; }

// Piece p of a row of n weights as floats.
void load_weights(U16 w, uint row, uint n, uint p, out vec4 r[4]) {
    if (PLAIN) {
        [[unroll]] for (uint j = 0; j < 4; j++) r[j] = load_floats(w, row, n, 16 * p + 4 * j);
    } else {
        Piece q = load_piece(w, row, n / BLOCK, p);
        [[unroll]] for (uint j = 0; j < 4; j++) r[j] = q.s[j] * bytes_to_floats(q.q[j]) + q.m[j];
    }
}

#endif
