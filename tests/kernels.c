/* Each fast twin against its scalar twin, on random and on adversarial data. */

enum { KERNEL_RANDOM, KERNEL_ONES, KERNEL_ZEROS, KERNEL_LOWEST, KERNEL_HUGE, KERNEL_TINY, KERNEL_CASES };

/* rows x n weights: random bits, or all bits set, or none, or 0x80 everywhere (Q8_0's -128); scales ordinary, the largest
 * or subnormal. */
static void kernel_weights(const infer__format *f, uint8_t *w, size_t bytes, int kind) {
    for (size_t i = 0; i < bytes; i++)
        w[i] = kind == KERNEL_ONES     ? 0xff
               : kind == KERNEL_ZEROS  ? 0
               : kind == KERNEL_LOWEST ? 0x80
                                       : (uint8_t)test_random();
    for (size_t i = 0; i < bytes; i += (size_t)f->bytes) {
        double size = kind == KERNEL_HUGE   ? 60000.0
                      : kind == KERNEL_TINY ? 1e-6
                                            : 1.0,
               v = (test_uniform() - 0.5) * size;
        float real = (float)v;
        if (f->type == INFER_TYPE_F64) memcpy(w + i, &v, 8);
        else if (f->act == INFER__ACT_F32 && f->quantize) f->quantize(&real, w + i, 1);
        for (int k = 0; k < 2 && f->act != INFER__ACT_F32; k++) {
            double sign = test_random() & 1 ? 1 : -1;
            uint16_t h = infer__f32_to_f16((float)(sign * (0.01 + test_uniform())));
            if (kind == KERNEL_HUGE) h = infer__f32_to_f16((float)(sign * 65504));
            if (kind == KERNEL_TINY) h = (uint16_t)(h & 0x80ff); /* subnormal, or zero */
            formats_set_scale(f, w + i, k, h);
        }
    }
}

static void kernel_activations(float *x, size_t n, int kind) {
    for (size_t i = 0; i < n; i++) {
        x[i] = (float)(test_uniform() - 0.5);
        if (kind == KERNEL_ONES) x[i] = 3; /* every quant 127 */
        if (kind == KERNEL_ZEROS) x[i] = 0;
        if (kind == KERNEL_LOWEST) x[i] = test_random() & 1 ? -2.0f : 2; /* +-127 */
        if (kind == KERNEL_HUGE && i % 50 == 7) x[i] *= 1e6f;
        if (kind == KERNEL_TINY) x[i] *= 1e-39f; /* subnormal: counts as zero where it is quantised */
    }
}

/* What a packed row of activations means. */
static void kernel_unpack(int act, const void *row, float *x, size_t n) {
    for (size_t i = 0; i < n; i++) {
        const infer__a8 *a = (const infer__a8 *)row + i / 32;
        const infer__a8k *k = (const infer__a8k *)row + i / 256;
        if (act == INFER__ACT_F32) x[i] = ((const float *)row)[i];
        else x[i] = act == INFER__ACT_A8 ? a->d * a->q[i % 32] : k->d * k->q[i % 256];
    }
}

/* `tokens` packed rows of activations x against rows of w: infer__strip against the format's scalar dot. Lanes of the
 * panels that no token has are left as NaNs, which must not spread. */
static void kernel_compare(int tier, const infer__format *f, int rows, int n, int tokens, int wk, int xk) {
    n = (n + f->block - 1) / f->block * f->block;
    int wide = infer__tile_rows(tier), group = infer__tile_group(tier), padded = (tokens + group - 1) / group * group;
    size_t row_bytes = infer__row_bytes(f, (size_t)n), act_bytes = infer__act_bytes(f->act, (size_t)n), bad = 0;
    size_t panel_bytes = infer__panel_bytes(infer__form(tier, f), (size_t)n) * (size_t)padded;
    bool wider = tier >= INFER_KERNELS_AVX512;
    uint8_t *w = (uint8_t *)malloc((size_t)rows * row_bytes), *act = (uint8_t *)malloc((size_t)tokens * act_bytes);
    uint8_t *panels = (uint8_t *)malloc(panel_bytes), *scratch = (uint8_t *)malloc(INFER__STRIP_SCRATCH);
    float *x = (float *)malloc((size_t)n * 4), *real = (float *)malloc((size_t)n * 4),
          *open = (float *)malloc((size_t)n * 4);
    float *out = (float *)malloc((size_t)padded * (size_t)wide * 4),
          *again = (float *)malloc((size_t)padded * (size_t)wide * 4);
    memset(panels, 0xff, panel_bytes);
    kernel_weights(f, w, (size_t)rows * row_bytes, wk);
    for (int t = 0; t < tokens; t++) {
        kernel_activations(x, (size_t)n, xk);
        infer__act_quantize_scalar(f->act, x, act + (size_t)t * act_bytes, (size_t)n);
        infer__pack(tier, infer__form(tier, f), act + (size_t)t * act_bytes, panels, padded, t, (size_t)n);
    }
    for (int r = 0; r < rows; r += wide) {
        int some = INFER__MIN(wide, rows - r);
        infer__strip(tier, f, w + (size_t)r * row_bytes, row_bytes, some, (size_t)n, panels, padded, 0, padded, out,
                     scratch);
        /* the same rows and tokens, in other lanes of the tile and as a part of the batch, to the bit */
        if (some > 1)
            infer__strip(tier, f, w + (size_t)(r + 1) * row_bytes, row_bytes, some - 1, (size_t)n, panels, padded,
                         padded - group, group, again, scratch);
        for (int t = 0; t < tokens; t++)
            for (int i = 0; i < some; i++) {
                float got = out[t * wide + i],
                      want = f->dot(w + (size_t)(r + i) * row_bytes, act + (size_t)t * act_bytes, (size_t)n);
                double sum = 0;
                /* to the bit; but sums beyond 2^24, such as unsigned quants make with equal activations, are rounded twice
                 * where scales are applied as floats */
                if (f->act != INFER__ACT_F32 && !(f->act == INFER__ACT_A8K && wider && xk == KERNEL_ONES)) {
                    if (got != want && !(isnan(got) && isnan(want)) && !bad++)
                        TEST_FAIL("%s, tier %d, %d x %d, %d tokens, weights %d, activations %d: row %d of token %d is "
                                  "%.9g, not %.9g",
                                  f->name, tier, rows, n, tokens, wk, xk, r + i, t, got, want);
                    continue;
                }
                f->dequantize(w + (size_t)(r + i) * row_bytes, open, (size_t)n);
                kernel_unpack(f->act, act + (size_t)t * act_bytes, real, (size_t)n);
                for (int k = 0; k < n; k++) sum += fabs((double)open[k] * real[k]);
                /* minima and offsets are taken off after the sum: what they cancel has rounded, too */
                if (!(fabs((double)got - want) <= 1e-5 * sum + 1e-36) && !(wk == KERNEL_HUGE && sum > 1e37) && !bad++)
                    TEST_FAIL(
                        "%s, tier %d, %d x %d, %d tokens, weights %d, activations %d: row %d of token %d is %g, not %g "
                        "(sum of magnitudes %g)",
                        f->name, tier, rows, n, tokens, wk, xk, r + i, t, got, want, sum);
                if (some > 1 && i > 0 && t >= padded - group &&
                    memcmp(&out[t * wide + i], &again[(t - padded + group) * wide + i - 1], 4) != 0 && !bad++)
                    TEST_FAIL("%s, tier %d: a row's product depends on its place", f->name, tier);
            }
    }
    free(w), free(act), free(panels), free(scratch), free(x), free(real), free(open), free(out), free(again);
}

static void kernel_each(void (*run)(int tier, const infer__format *f)) {
    infer__open_books();
    for (int tier = INFER_KERNELS_AVX2; tier <= infer__cpu_tier(); tier++)
        for (size_t i = 0; infer__cpu_has(tier) && infer__tile_rows(tier) && i < INFER__COUNT(infer__formats); i++)
            run(tier, &infer__formats[i]);
}

static void kernel_tokens(int tier, const infer__format *f) {
    int n = f->act == INFER__ACT_F32 ? 300 : f->act == INFER__ACT_A8 ? 96 : 256;
    for (int tokens = 1; tokens <= 20; tokens++) kernel_compare(tier, f, 21, n, tokens, KERNEL_RANDOM, KERNEL_RANDOM);
    kernel_compare(tier, f, 3, n, 129, KERNEL_RANDOM, KERNEL_RANDOM);
}
TEST(kernels_blocked_token_counts) { kernel_each(kernel_tokens); }

static void kernel_shapes(int tier, const infer__format *f) {
    static const int floats[] = {1, 7, 8, 9, 255, 257, 600}, a8[] = {32, 64, 992, 1024, 1056, 2080},
                     a8k[] = {256, 768, 1280, 2304};
    const int *n = f->act == INFER__ACT_F32 ? floats : f->act == INFER__ACT_A8 ? a8 : a8k;
    int count = f->act == INFER__ACT_F32 ? 7 : f->act == INFER__ACT_A8 ? 6 : 4;
    for (int i = 0; i < count; i++) kernel_compare(tier, f, 5 + i, n[i], 6, KERNEL_RANDOM, KERNEL_RANDOM);
    for (int rows = 1; rows <= 67; rows += 6) kernel_compare(tier, f, rows, 256, 5, KERNEL_RANDOM, KERNEL_RANDOM);
}
TEST(kernels_blocked_shapes) { kernel_each(kernel_shapes); }

static void kernel_extremes(int tier, const infer__format *f) {
    for (int wk = 0; wk < KERNEL_CASES; wk++)
        for (int xk = 0; xk < KERNEL_CASES; xk++) kernel_compare(tier, f, 9, 512, 5, wk, xk);
}
TEST(kernels_blocked_extremes) { kernel_each(kernel_extremes); }
