/* Number formats: conversions, layouts against the gguf package, activations, dot products. */
#include "golden_formats.h"

#define FORMATS_MAX 4096 /* weights in any row here */

static float formats_random_float(void) { return (float)(test_uniform() * 2 - 1); }

/* Where a block has its F16 scale and another or a minimum; -1: none. */
static const struct {
    int type, at[2];
} formats_halves[] = {{INFER_TYPE_Q4_0, {0, -1}},   {INFER_TYPE_Q4_1, {0, 2}},    {INFER_TYPE_Q5_0, {0, -1}},
                      {INFER_TYPE_Q5_1, {0, 2}},    {INFER_TYPE_Q8_0, {0, -1}},   {INFER_TYPE_Q8_1, {0, 2}},
                      {INFER_TYPE_Q2_K, {80, 82}},  {INFER_TYPE_Q3_K, {108, -1}}, {INFER_TYPE_Q4_K, {0, 2}},
                      {INFER_TYPE_Q5_K, {0, 2}},    {INFER_TYPE_Q6_K, {208, -1}}, {INFER_TYPE_IQ4_NL, {0, -1}},
                      {INFER_TYPE_IQ4_XS, {0, -1}}, {INFER_TYPE_IQ1_S, {0, -1}},  {INFER_TYPE_IQ2_XXS, {0, -1}},
                      {INFER_TYPE_IQ2_XS, {0, -1}}, {INFER_TYPE_IQ2_S, {0, -1}},  {INFER_TYPE_IQ3_XXS, {0, -1}},
                      {INFER_TYPE_IQ3_S, {0, -1}},  {INFER_TYPE_TQ1_0, {52, -1}}, {INFER_TYPE_TQ2_0, {64, -1}},
                      {INFER_TYPE_Q1_0, {0, -1}},   {INFER_TYPE_Q2_0, {0, -1}}};

/* Gives a block the scale h (j = 0) or what else it has of that kind (j = 1), in the format's own way. */
static void formats_set_scale(const infer__format *f, uint8_t *block, int j, uint16_t h) {
    float value = infer__f16_to_f32(h);
    for (size_t i = 0; i < INFER__COUNT(formats_halves); i++)
        if (formats_halves[i].type == f->type && formats_halves[i].at[j] >= 0)
            memcpy(block + formats_halves[i].at[j], &h, 2);
    if (j) return;
    if (f->type == INFER_TYPE_Q8_K) memcpy(block, &value, 4);
    if (f->type == INFER_TYPE_MXFP4) block[0] = (uint8_t)((h >> 10 & 31) + 112);
    for (int i = 0; i < 4 && f->type == INFER_TYPE_IQ1_M; i++)
        block[49 + 2 * i] = (uint8_t)((block[49 + 2 * i] & 15) | (h >> 4 * i & 15) << 4);
}

/* A row of random bytes whose scales are moderate, so that every result is finite. */
static void formats_random_row(const infer__format *f, uint8_t *row, size_t n) {
    if (f->quantize && f->block == 1) {
        float x[FORMATS_MAX];
        for (size_t i = 0; i < n; i++) x[i] = formats_random_float();
        f->quantize(x, row, n);
        return;
    }
    for (size_t i = 0; i < infer__row_bytes(f, n); i++) row[i] = (uint8_t)test_random();
    for (size_t b = 0; b < n / (size_t)f->block; b++) {
        double number = formats_random_float();
        for (int j = 0; j < 2; j++)
            formats_set_scale(f, row + b * (size_t)f->bytes, j, infer__f32_to_f16(formats_random_float() * 0.1f));
        if (f->type == INFER_TYPE_F64) memcpy(row + b * 8, &number, 8);
    }
}

/* Activations as the dot product sees them, exactly: every format's are d * q. */
static void formats_reconstruct(int act, const void *x, double *out, size_t n) {
    for (size_t i = 0; i < n; i++) {
        const infer__a8 *a = (const infer__a8 *)x + i / 32;
        const infer__a8k *k = (const infer__a8k *)x + i / 256;
        out[i] = act == INFER__ACT_A8    ? (double)a->d * a->q[i % 32]
                 : act == INFER__ACT_A8K ? (double)k->d * k->q[i % 256]
                                         : (double)((const float *)x)[i];
    }
}

TEST(formats_golden) {
    static uint16_t bytes[4096];
    static float got[1024];
    for (size_t g = 0; g < INFER__COUNT(golden_formats); g++) {
        const infer__format *f = infer__format_of(golden_formats[g].type);
        size_t n = (size_t)golden_formats[g].n;
        int wrong = 0;
        memcpy(bytes + g % 2, golden_formats[g].bytes, infer__row_bytes(f, n)); /* only 2-byte aligned, at times */
        f->dequantize(bytes + g % 2, got, n);
        for (size_t i = 0; i < n; i++)
            if (infer__f32_bits(got[i]) != golden_formats[g].bits[i] && !wrong++)
                TEST_FAIL("%s[%d] is %08x, expected %08x", f->name, (int)i, (unsigned)infer__f32_bits(got[i]),
                          (unsigned)golden_formats[g].bits[i]);
    }
}

TEST(formats_table) {
    for (size_t i = 0; i < INFER__COUNT(infer__formats); i++) {
        const infer__format *f = &infer__formats[i];
        CHECK(infer__format_of(f->type) == f);
        CHECK_EQ_INT(infer__row_bytes(f, 1024), 1024 / f->block * f->bytes);
    }
    CHECK(infer__format_of(4) == NULL); /* once Q4_2, long gone */
    CHECK(infer__format_of(-1) == NULL);
    CHECK_EQ_INT(infer__act_bytes(INFER__ACT_F32, 512), 2048);
    CHECK_EQ_INT(infer__act_bytes(INFER__ACT_A8, 512), 16 * 44);
    CHECK_EQ_INT(infer__act_bytes(INFER__ACT_A8K, 512), 2 * 292);
}

TEST(formats_half) {
    for (int i = 0; i < 65536 && !test_failures; i++) {
        uint16_t h = (uint16_t)i;
        int exponent = h >> 10 & 31, mantissa = h & 1023;
        float f = infer__f16_to_f32(h);
        bool nan = exponent == 31 && mantissa;
        double want = exponent ? ldexp(1024 + mantissa, exponent - 25) : ldexp(mantissa, -24);
        if (exponent == 31) want = HUGE_VAL;
        if (nan ? f == f : f != (h & 0x8000 ? -want : want)) TEST_FAIL("F16 %04x reads as %g", i, (double)f);
        if (!signbit(f) != !(h >> 15)) TEST_FAIL("F16 %04x: sign lost", i);
        if (infer__f32_to_f16(f) != (nan ? h | 0x200 : h)) TEST_FAIL("F16 %04x does not survive the round trip", i);
        uint16_t b = infer__f32_to_bf16(infer__bf16_to_f32(h));
        if (b != ((h & 0x7fff) > 0x7f80 ? h | 0x40 : h)) TEST_FAIL("BF16 %04x does not survive the round trip", i);
    }
    static const struct {
        float f;
        int half, brain;
    } rounding[] = {
        {1.0f + 0x1p-11f, 0x3c00, 0x3f80},            /* halfway: to even, down */
        {1.0f + 0x3p-11f, 0x3c02, 0x3f80},            /* halfway: to even, up */
        {1.0f + 0x1p-11f + 0x1p-23f, 0x3c01, 0x3f80}, /* just above halfway */
        {65519.996f, 0x7bff, 0x4780},                 /* the last below infinity */
        {65520.0f, 0x7c00, 0x4780},
        {-1e30f, 0xfc00, 0xf14a},
        {0x1p-24f, 0x0001, 0x3380},
        {0x1p-25f, 0x0000, 0x3300}, /* half of the least subnormal: to zero */
        {0x1.000002p-25f, 0x0001, 0x3300},
        {0x1.8p-24f, 0x0002, 0x33c0},
        {0x1.ffcp-15f, 0x0400, 0x3880}, /* rounds up to the least normal */
        {-0.0f, 0x8000, 0x8000},
        {1.0f + 0x1p-8f, 0x3c04, 0x3f80},
        {1.0f + 0x3p-8f, 0x3c0c, 0x3f82},
        {3.4028235e38f, 0x7c00, 0x7f80},
        {1e-45f, 0x0000, 0x0000},
    };
    for (size_t i = 0; i < INFER__COUNT(rounding); i++) {
        CHECK_EQ_INT(infer__f32_to_f16(rounding[i].f), rounding[i].half);
        CHECK_EQ_INT(infer__f32_to_bf16(rounding[i].f), rounding[i].brain);
    }
    CHECK_EQ_INT(infer__f32_to_f16(infer__bits_f32(0x7f800001)), 0x7e00);
    CHECK_EQ_INT(infer__f32_to_bf16(infer__bits_f32(0xff800001)), 0xffc0);
}

/* A weight comes back within half a step of its block, and a little for the scale's rounding to F16. */
TEST(formats_quantize) {
    static float x[FORMATS_MAX], y[FORMATS_MAX];
    static uint32_t row[FORMATS_MAX];
    static const struct {
        int type;
        double step; /* of the block's max|x|, or for formats with a minimum of its range */
    } bounds[] = {{INFER_TYPE_F32, 0},         {INFER_TYPE_F16, 0x1p-10}, {INFER_TYPE_BF16, 0x1p-7},
                  {INFER_TYPE_Q8_0, 1 / 127.}, {INFER_TYPE_Q4_0, 2 / 8.}, {INFER_TYPE_Q5_0, 2 / 16.},
                  {INFER_TYPE_Q4_1, 1 / 15.},  {INFER_TYPE_Q5_1, 1 / 31.}};
    for (size_t t = 0; t < INFER__COUNT(bounds); t++) {
        const infer__format *f = infer__format_of(bounds[t].type);
        bool with_min = f->type == INFER_TYPE_Q4_1 || f->type == INFER_TYPE_Q5_1;
        for (int i = 0; i < FORMATS_MAX; i++) x[i] = formats_random_float() * (float)exp2((double)(i / 32 % 12) - 6);
        memset(x, 0, 32 * sizeof *x);
        f->quantize(x, row, FORMATS_MAX);
        f->dequantize(row, y, FORMATS_MAX);
        for (int b = 0; b < FORMATS_MAX; b += 32) {
            double lo = x[b], hi = x[b];
            for (int i = b; i < b + 32; i++) lo = fmin(lo, x[i]), hi = fmax(hi, x[i]);
            double size = with_min ? hi - lo : fmax(-lo, hi), slack = 0x1p-9 * fmax(-lo, hi);
            for (int i = b; i < b + 32; i++)
                if (!(fabs((double)y[i] - x[i]) <= size * bounds[t].step * 0.5 + (bounds[t].step > 0 ? slack : 0)))
                    TEST_FAIL("%s: %g came back as %g, block max %g", f->name, (double)x[i], (double)y[i], size);
        }
    }
    for (int i = 0; i < 64; i++) x[i] = i % 3 == 0 ? NAN : i % 3 == 1 ? INFINITY : -1e38f; /* no undefined behaviour */
    for (size_t t = 0; t < INFER__COUNT(bounds); t++) infer__format_of(bounds[t].type)->quantize(x, row, 64);
}

/* dot = sum of dequantised weight * reconstructed activation in double precision, up to float rounding. */
TEST(formats_dot) {
    static uint32_t row[2 * FORMATS_MAX], act[FORMATS_MAX + 64];
    static float x[FORMATS_MAX], w[FORMATS_MAX];
    static double xq[FORMATS_MAX];
    static const int lengths[] = {256, 512, 2048, FORMATS_MAX};
    for (size_t t = 0; t < INFER__COUNT(infer__formats); t++)
        for (size_t l = 0; l < INFER__COUNT(lengths) + 1; l++) {
            const infer__format *f = &infer__formats[t];
            size_t n = l < INFER__COUNT(lengths) ? (size_t)lengths[l] : f->block == 1 ? 77 : (size_t)f->block;
            for (size_t i = 0; i < n; i++) x[i] = formats_random_float() * (i % 97 ? 1.0f : 30.0f);
            formats_random_row(f, (uint8_t *)row, n);
            infer__act_quantize_scalar(f->act, x, act, n);
            f->dequantize(row, w, n);
            formats_reconstruct(f->act, act, xq, n);
            double want = 0, size = 0;
            for (size_t i = 0; i < n; i++) want += w[i] * xq[i], size += fabs(w[i] * xq[i]);
            double got = f->dot(row, act, n);
            if (!(fabs(got - want) <= 1e-6 * size))
                TEST_FAIL("%s, n %d: %.9g, expected %.9g; off by %.2g of %.3g", f->name, (int)n, got, want,
                          fabs(got - want) / size, size);
        }
}

/* The largest integers that a block can make: nothing overflows. */
TEST(formats_dot_extremes) {
    static uint32_t row[512], act[512];
    static float x[512], w[512];
    static double xq[512];
    for (size_t t = 0; t < INFER__COUNT(infer__formats); t++)
        for (int fill = 0; fill < 256; fill += 51) {
            const infer__format *f = &infer__formats[t];
            if (f->block == 1 || f->type == INFER_TYPE_Q8_K) continue;
            memset(row, fill, infer__row_bytes(f, 512));
            for (int sign = 1; sign < 8; sign++) {
                for (int i = 0; i < 512; i++) x[i] = i % sign ? -1.0f : 1.0f;
                infer__act_quantize_scalar(f->act, x, act, 512);
                f->dequantize(row, w, 512);
                formats_reconstruct(f->act, act, xq, 512);
                double want = 0, size = 0;
                for (int i = 0; i < 512; i++) want += w[i] * xq[i], size += fabs(w[i] * xq[i]);
                double got = f->dot(row, act, 512);
                if (size < 1e30 && !(fabs(got - want) <= 1e-6 * size))
                    TEST_FAIL("%s of bytes %02x: %.9g, expected %.9g", f->name, (unsigned)fill, got, want);
            }
        }
}

TEST(formats_activations) {
    static float x[256];
    static infer__a8 a[8];
    static infer__a8k k[1];
    for (int round = 0; round < 64; round++) {
        for (int i = 0; i < 256; i++) x[i] = formats_random_float() * (float)exp2((double)(round % 40) - 20);
        if (round == 0) memset(x, 0, sizeof x);
        if (round == 1)
            for (int i = 0; i < 256; i++) x[i] = i % 2 ? -0.0f : 1e-42f; /* subnormal: counts as zero */
        if (round == 2)
            for (int i = 0; i < 256; i++) x[i] = (float)(i % 255 - 127) * 0.5f; /* d = 0.5 or less */
        infer__act_quantize_scalar(INFER__ACT_A8, x, a, 256);
        infer__act_quantize_scalar(INFER__ACT_A8K, x, k, 256);
        for (int j = 0; j < 16; j++) {
            int sum = 0;
            for (int i = 16 * j; i < 16 * j + 16; i++) sum += k->q[i];
            CHECK_EQ_INT(k->sums[j], sum);
        }
        for (int b = 0; b < 8; b++) {
            int sum = 0;
            for (int i = 0; i < 32; i++) {
                sum += a[b].q[i];
                CHECK(a[b].q[i] >= -127);
                CHECK_NEAR((double)a[b].d * a[b].q[i], x[32 * b + i], a[b].d * 0.5001 + 1e-30);
                CHECK_NEAR((double)k->d * k->q[32 * b + i], x[32 * b + i], k->d * 0.5001 + 1e-30);
            }
            CHECK(a[b].s == a[b].d * (float)sum);
        }
        if (round < 2) CHECK(a[0].d == 0 && a[0].s == 0 && a[0].q[0] == 0 && k->d == 0);
    }
    memset(x, 0, sizeof x);
    x[0] = 127, x[1] = 0.5f, x[2] = 1.5f, x[3] = -0.5f, x[4] = -1.5f, x[5] = -127; /* ties go to even */
    infer__act_quantize_scalar(INFER__ACT_A8, x, a, 256);
    CHECK(a[0].q[1] == 0 && a[0].q[2] == 2 && a[0].q[3] == 0 && a[0].q[4] == -2 && a[0].q[5] == -127);
    static const float poison[] = {NAN, -NAN, INFINITY, -INFINITY}; /* no undefined behaviour, and it shows */
    for (size_t p = 0; p < INFER__COUNT(poison); p++) {
        x[7] = poison[p];
        infer__act_quantize_scalar(INFER__ACT_A8, x, a, 256);
        infer__act_quantize_scalar(INFER__ACT_A8K, x, k, 256);
        CHECK(!isfinite(a[0].d) && !isfinite(k->d) && a[1].d == 0);
        CHECK_EQ_INT(a[0].q[7], isnan(poison[p] * 0) ? -127 : 0);
    }
    x[7] = 3.4e38f; /* the largest magnitudes scale down, not over */
    infer__act_quantize_scalar(INFER__ACT_A8, x, a, 256);
    CHECK_EQ_INT(a[0].q[7], 127);
}

/* The twins of the mat-vec against the scalar dot, to the bit. */
TEST(formats_matvec) {
    enum { ROWS = 37, MOST = 8192 + 1024 + 96 };
    static uint32_t rows[ROWS * (2 * MOST + 16)], act[MOST + 1024];
    static float x[MOST];
    static const int lengths[] = {32, 64, 96, 256, 288, 512, 2048 + 224, 8192, MOST};
    infer__open_books();
    for (int tier = INFER_KERNELS_SCALAR; tier <= infer__cpu_tier(); tier++)
        for (size_t t = 0; infer__cpu_has(tier) && t < INFER__COUNT(infer__formats); t++)
            for (size_t l = 0; l < INFER__COUNT(lengths); l++) {
                const infer__format *f = &infer__formats[t];
                size_t n = (size_t)lengths[l] / (size_t)f->block * (size_t)f->block;
                if (f->block == 1) n -= l % 2 * 19; /* no multiple of anything */
                if (n == 0) continue;
                size_t stride = infer__row_bytes(f, n) + (f->block == 1 ? 4 : 2) * (l % 3);
                float out[ROWS + 1];
                size_t count = l % 3 == 0 ? ROWS : 8 + 5 * (l % 3) - l; /* of rows: all ways to divide them */
                for (size_t r = 0; r < count; r++)
                    for (size_t at = 0; at < n; at += FORMATS_MAX)
                        formats_random_row(f, (uint8_t *)rows + r * stride + infer__row_bytes(f, at),
                                           n - at < FORMATS_MAX ? n - at : FORMATS_MAX);
                for (size_t i = 0; i < n; i++) x[i] = formats_random_float() * (i % 97 ? 1.0f : 30.0f);
                infer__act_quantize_scalar(f->act, x, act, n);
                out[count] = 42;
                infer__matvec(tier, f, rows, stride, act, out, count, n);
                CHECK(out[count] == 42);
                for (size_t r = 0; r < count; r++) {
                    const uint8_t *row = (const uint8_t *)rows + r * stride;
                    float want = f->dot(row, act, n);
                    if (out[r] != want)
                        TEST_FAIL("tier %d, %s, n %d, row %d of %d: %.9g, expected %.9g", tier, f->name, (int)n, (int)r,
                                  (int)count, (double)out[r], (double)want);
                }
            }
}

#ifdef INFER__X86
/* The same bytes from both twins, whatever comes in. */
TEST(formats_activations_avx2) {
    static float x[512];
    static uint32_t want[512], got[512];
    if (infer__cpu_tier() < INFER_KERNELS_AVX2) SKIP("no AVX2 on this machine");
    for (int round = 0; round < 2000; round++) {
        for (int i = 0; i < 512; i++) {
            x[i] = formats_random_float() * (float)exp2((double)(round % 250) - 125);
            if (round % 3 == 0) x[i] = rintf(x[i] * 0x1p+8f) * 0.5f;                            /* many ties */
            if (round % 7 == 0 && i % 37 == 0) x[i] = infer__bits_f32((uint32_t)test_random()); /* anything at all */
        }
        for (int act = INFER__ACT_F32; act <= INFER__ACT_A8K; act++) {
            infer__act_quantize_scalar(act, x, want, 512);
            infer__act_quantize_avx2(act, x, got, 512);
            if (memcmp(want, got, infer__act_bytes(act, 512)) != 0) TEST_FAIL("round %d, form %d", round, act);
        }
    }
}
#endif
