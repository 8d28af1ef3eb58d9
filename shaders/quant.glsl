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
const bool IQ1 = TYPE == TYPE_IQ1_S || TYPE == TYPE_IQ1_M;
const bool IQ2 = TYPE == TYPE_IQ2_XXS || TYPE == TYPE_IQ2_XS || TYPE == TYPE_IQ2_S;
const bool IQ3 = TYPE == TYPE_IQ3_XXS || TYPE == TYPE_IQ3_S;
const bool IQ4 = TYPE == TYPE_IQ4_NL || TYPE == TYPE_IQ4_XS, FP4 = TYPE == TYPE_MXFP4 || TYPE == TYPE_NVFP4;
const bool K_QUANT = TYPE >= TYPE_Q2_K && TYPE <= TYPE_Q6_K, TQ = TYPE == TYPE_TQ1_0 || TYPE == TYPE_TQ2_0;
const bool TWO_BITS = TYPE == TYPE_Q2_K || TYPE == TYPE_Q3_K || TYPE == TYPE_TQ2_0;
const bool SIGNED = TYPE == TYPE_Q8_0 || IQ2 || IQ3 || IQ4 || FP4;
const uint BLOCK = K_QUANT || IQ1 || IQ2 || IQ3 || TYPE == TYPE_IQ4_XS || TQ     ? 256
                   : TYPE == TYPE_Q1_0                                           ? 128
                   : TYPE == TYPE_NVFP4 || TYPE == TYPE_Q2_0                     ? 64
                                                                                 : 32; // weights

// Before the first row of a format with a codebook stands the book: entries of 8 bytes (IQ3: of 4), a byte a weight.
const uint BOOK = TYPE == TYPE_IQ2_XXS  ? 256 * 8
                  : TYPE == TYPE_IQ2_XS ? 512 * 8
                  : TYPE == TYPE_IQ2_S  ? 1024 * 8
                  : TYPE == TYPE_IQ3_XXS ? 256 * 4
                  : TYPE == TYPE_IQ3_S  ? 512 * 4
                  : IQ1                 ? 2048 * 8
                                        : 0; // bytes

// Where the runs of a piece are, and how many pieces interleave their runs.
const uint INTERLEAVED = TYPE == TYPE_Q4_K || TYPE == TYPE_Q5_K             ? 4
                         : K_QUANT || TYPE == TYPE_TQ2_0 || PLAIN           ? 8
                         : TYPE >= TYPE_Q4_0 && TYPE <= TYPE_Q5_1 || IQ4 || TYPE == TYPE_MXFP4 ? 2
                                                                            : 1;
const uint RUN1 = TWO_BITS ? 32 : 4;
const uint RUN2 = INTERLEAVED == 1 ? 8 : INTERLEAVED == 2 ? 16 : INTERLEAVED == 4 ? 32 : 64;
const uint GROUPS = INTERLEAVED <= 2 ? 1 : TWO_BITS ? 4 : 2, RUNS = 4 / GROUPS; // RUNS neighbours have the same s and m
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

// Where row `row` of a matrix starts, in half-words; rows are `stride` bytes apart.
uint row_start(uint row, uint stride) { return BOOK / 2 + row * (stride / 2); }

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

// The values of four codes, those of 4-bit floats times 2.
uint values(uint codes) {
    uvec4 table = uvec4(0xbfad9881, 0xf6eaddcf, 0x26190d01, 0x71594535), t;
    if (FP4) table = uvec4(0x03020100, 0x0c080604, 0xfdfeff00, 0xf4f8fafc);
    for (uint i = 0; i < 4; i++) t[i] = table[codes >> (8 * i + 2) & 3] >> (codes >> 8 * i & 3) * 8 & 255;
    return t.x | t.y << 8 | t.z << 16 | t.w << 24;
}
uvec4 values(uvec4 codes) { return uvec4(values(codes.x), values(codes.y), values(codes.z), values(codes.w)); }

// 8 signs of the 7 that are stored: the number of minus signs is even.
uint even_signs(uint bits) { return bits & 127 | (bitCount(bits & 127) & 1) << 7; }

// Magnitudes (none is 0) with the signs of 16 weights.
uvec4 negated(uvec4 q, uint signs) {
    uvec4 minus = uvec4(spread(uvec2(signs, signs >> 4)), spread(uvec2(signs >> 8, signs >> 12)));
    return (q ^ minus * 255) + minus;
}

// E8M0: a float's exponent, less one for values that are times 2; the first two are subnormal.
float e8m0_half(uint e) { return uintBitsToFloat(e < 2 ? 0x00200000 << e : e - 1 << 23); }
// E4M3 over 2, as an F16 whose exponent's bias is 15, not 7; 0x7f is 0.
float e4m3_half(uint e) { return e == 0x7f ? 0 : half_to_float((e & 0x7f) << 7) * 128; }

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
    } else if (TYPE == TYPE_IQ4_NL) {
        r.q = values(nibbles(load8(w, row, FIELD(16, 0) + 8 * i)));
        r.s = vec4(half_to_float(load2(w, row, FIELD(2, 16))));
    } else if (TYPE == TYPE_IQ4_XS) {
        uvec2 head = load8(w, row, FIELD(8, 128));
        uint scale = head.y >> i / 2 * 4 & 15 | (head.x >> (16 + i / 2 * 2) & 3) << 4;
        r.q = values(nibbles(load8(w, row, FIELD(128, 0) + 8 * i)));
        r.s = vec4(half_to_float(head.x & 0xffff) * (float(scale) - 32));
    } else if (TYPE == TYPE_MXFP4) {
        uint e = load2(w, row, FIELD(1, 16) & ~1) >> b % 2 * 8 & 255; // after planes of an even size
        r.q = values(nibbles(load8(w, row, FIELD(16, 0) + 8 * i)));
        r.s = vec4(e8m0_half(e));
    } else if (TYPE == TYPE_NVFP4) {
        r.q = values(nibbles(load8(w, row, FIELD(32, 0) + 8 * i)));
        r.s = vec4(e4m3_half(byte_of(load4(w, row, FIELD(4, 32)), i)));
    } else if (TYPE == TYPE_Q1_0) {
        uint bits = load2(w, row, FIELD(16, 0) + 2 * i);
        r.q = uvec4(spread(uvec2(bits, bits >> 4)), spread(uvec2(bits >> 8, bits >> 12)));
        d.x = half_to_float(load2(w, row, FIELD(2, 16)));
        r.s = vec4(2 * d.x), r.m = vec4(-d.x);
    } else if (TYPE == TYPE_Q2_0) {
        uint v = load4(w, row, FIELD(16, 0) + 4 * i);
        uvec4 four = uvec4(v, v >> 8, v >> 16, v >> 24) & 255;
        r.q = (four | four << 6 | four << 12 | four << 18) & 0x03030303;
        r.s = vec4(half_to_float(load2(w, row, FIELD(2, 16)))), r.m = -r.s;
    } else if (TYPE == TYPE_TQ2_0) {
        uint v = load4(w, row, FIELD(64, 0) + 4 * i);
        r.q = uvec4(v, v >> 2, v >> 4, v >> 6) & 0x03030303;
        r.s = vec4(half_to_float(load2(w, row, FIELD(2, 64)))), r.m = -r.s;
    } else if (TYPE == TYPE_TQ1_0) { // 2 pieces a digit of 32 bytes, 1 of 16 bytes, the last from 4 digits of 4 bytes
        uvec4 v = i < 15 ? load16(w, row, FIELD(48, 0) + (i < 10 ? i % 2 * 16 : 32)) : uvec4(load4(w, row, FIELD(4, 48)));
        uvec4 digit = i < 15 ? uvec4(i < 10 ? i / 2 : i - 10) : uvec4(0, 1, 2, 3);
        const uint power[5] = {1, 3, 9, 27, 81};
        [[unroll]] for (uint j = 0; j < 4; j++) {
            uint even = (v[j] & 0x00ff00ff) * power[digit[j]] & 0x00ff00ff;
            uint odd = (v[j] >> 8 & 0x00ff00ff) * power[digit[j]] & 0x00ff00ff;
            r.q[j] = even * 3 >> 8 & 0x00030003 | odd * 3 & 0x03000300;
        }
        r.s = vec4(half_to_float(load2(w, row, FIELD(2, 52)))), r.m = -r.s;
    } else if (IQ1 || IQ2) { // two entries of 8
        uvec2 at;
        uint signs = 0, sub = 0, odd = i % 2, low;
        if (TYPE == TYPE_IQ2_XXS) {
            uvec2 v = load8(w, row, FIELD(64, 0) + i / 2 * 8);
            at = uvec2(v.x >> 16 * odd, v.x >> (16 * odd + 8)) & 255;
            signs = even_signs(v.y >> 14 * odd) | even_signs(v.y >> (14 * odd + 7)) << 8;
            sub = v.y >> 28, d.x = half_to_float(load2(w, row, FIELD(2, 64)));
        } else if (TYPE == TYPE_IQ2_XS) {
            uint v = load4(w, row, FIELD(64, 0) + 4 * i);
            at = uvec2(v, v >> 16) & 511, signs = even_signs(v >> 9) | even_signs(v >> 25) << 8;
            sub = load4(w, row, FIELD(8, 64) + i / 8 * 4) >> i % 8 * 4 & 15;
            d.x = half_to_float(load2(w, row, FIELD(2, 72)));
        } else if (TYPE == TYPE_IQ2_S) {
            uint high = byte_of(load4(w, row, FIELD(16, 64) + i / 8 * 4), i / 2 % 4) >> 4 * odd;
            low = load2(w, row, FIELD(64, 0) + 2 * i), signs = load2(w, row, FIELD(64, 0) + 32 + 2 * i);
            at = uvec2(low & 255 | (high & 3) << 8, low >> 8 | (high >> 2 & 3) << 8);
            sub = load4(w, row, FIELD(16, 64) + 8 + i / 8 * 4) >> i % 8 * 4 & 15;
            d.x = half_to_float(load2(w, row, FIELD(2, 80)));
        } else { // bytes 8 (q + 1), and 2 where the shift is up
            uint high = load2(w, row, FIELD(16, 32) + i / 2 * 2);
            low = load2(w, row, FIELD(32, 0) + 2 * i);
            if (TYPE == TYPE_IQ1_S) {
                sub = high >> 12 & 7, signs = high >> 15 != 0 ? 0xffff : 0, high >>= 6 * odd;
                at = uvec2(low & 255 | (high & 7) << 8, low >> 8 | (high >> 3 & 7) << 8);
                d.x = half_to_float(load2(w, row, FIELD(2, 48)));
            } else {
                uvec2 v = load8(w, row, FIELD(8, 48));
                sub = v[i / 8] >> (i / 4 % 2 * 16 + i / 2 % 2 * 6 + 3 * odd) & 7, high >>= 8 * odd;
                at = uvec2(low & 255 | (high & 7) << 8, low >> 8 | (high >> 4 & 7) << 8);
                signs = (high >> 3 & 1) * 255 | (high >> 7 & 1) * 0xff00;
                d.x = half_to_float(v.x >> 12 & 15 | v.x >> 28 << 4 | (v.y >> 12 & 15) << 8 | v.y >> 28 << 12);
            }
        }
        r.q = uvec4(U32x2(w).v[at.x], U32x2(w).v[at.y]);
        r.s = vec4(d.x / 8 * float(2 * sub + 1));
        if (IQ2) r.q = negated(r.q, signs);
        else {
            uvec2 up = (uvec2(~signs, ~signs >> 8) & 1) * 0x02020202;
            r.q += up.xxyy, r.m = -9 * r.s;
        }
    } else if (IQ3) { // four entries of 4
        bool xxs = TYPE == TYPE_IQ3_XXS;
        uint v = load4(w, row, FIELD(64, 0) + 4 * i), signs, sub, high = 0;
        if (xxs) {
            uint tail = load4(w, row, FIELD(32, 64) + i / 2 * 4), odd = i % 2;
            signs = even_signs(tail >> 14 * odd) | even_signs(tail >> (14 * odd + 7)) << 8, sub = tail >> 28;
            d.x = half_to_float(load2(w, row, FIELD(2, 96))) / 4;
        } else {
            high = load4(w, row, FIELD(8, 64) + i / 8 * 4) >> i % 8 * 4;
            signs = load2(w, row, FIELD(36, 72) + 2 * i);
            sub = load4(w, row, FIELD(36, 72) + 32) >> i / 2 * 4 & 15;
            d.x = half_to_float(load2(w, row, FIELD(2, 108)));
        }
        uvec4 at = uvec4(v, v >> 8, v >> 16, v >> 24) & 255 | (uvec4(high, high >> 1, high >> 2, high >> 3) & 1) << 8;
        r.q = negated(uvec4(U32(w).v[at.x], U32(w).v[at.y], U32(w).v[at.z], U32(w).v[at.w]), signs);
        r.s = vec4(d.x * float(2 * sub + 1));
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
// come one by one, those of n % 8 = 0 by 8.
float load_float(U16 w, uint row, uint at) {
    if (TYPE == TYPE_F32) return F32(w).v[row / 2 + at];
    uint bits = load2(w, row, 2 * at);
    return TYPE == TYPE_F16 ? half_to_float(bits) : uintBitsToFloat(bits << 16);
}

vec4 halves_to_floats(uvec2 v) {
    if (TYPE == TYPE_F16) return vec4(unpackHalf2x16(v.x), unpackHalf2x16(v.y));
    return uintBitsToFloat(uvec4(v.x << 16, v.x & 0xffff0000, v.y << 16, v.y & 0xffff0000));
}

vec4 load_floats(U16 w, uint row, uint n, uint at) {
    if (n % 4 == 0) {
        if (at >= n) return vec4(0);
        if (TYPE == TYPE_F32) return F32x4(w).v[(row / 2 + at) / 4];
        return halves_to_floats(U32x2(w).v[(row + at) / 4]);
    }
    vec4 r = vec4(0);
    for (uint i = 0; i < 4 && at + i < n; i++) r[i] = load_float(w, row, at + i);
    return r;
}

// Piece p of such a row.
void load_plain(U16 w, uint row, uint n, uint p, out vec4 r[4]) {
    uint at = piece_at(p);
    if (TYPE != TYPE_F32 && n % 8 == 0) {
        [[unroll]] for (uint j = 0; j < 4; j += 2) {
            uvec4 v = at + RUN(j) < n ? U32x4(w).v[(row + at + RUN(j)) / 8] : uvec4(0);
            r[j] = halves_to_floats(v.xy), r[j + 1] = halves_to_floats(v.zw);
        }
    } else
        [[unroll]] for (uint j = 0; j < 4; j++) r[j] = load_floats(w, row, n, at + RUN(j));
}

uint pieces_of(uint n) { return PLAIN ? (n + 127) / 128 * 8 : n / 16; }

// Piece p of a row of n weights as floats.
void load_weights(U16 w, uint row, uint n, uint p, out vec4 r[4]) {
    if (PLAIN) load_plain(w, row, n, p, r);
    else {
        Piece q = load_piece(w, row, n / BLOCK, p);
        [[unroll]] for (uint j = 0; j < 4; j++) r[j] = q.s[j] * bytes_to_floats(q.q[j]) + q.m[j];
    }
}

#endif
