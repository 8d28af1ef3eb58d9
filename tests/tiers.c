/* The tiers of kernels agree to the bit: each operation alone, and the logits of small models in every number format,
 * token by token and all at once. Only F32, F16 and BF16 weights are added up in another order by the blocked product. */

enum { TIERS_WIDTH = 256, TIERS_LAYERS = 3, TIERS_HEAD = 64, TIERS_FF = 512, TIERS_VOCAB = 192, TIERS_TOKENS = 600 };

static bool tiers_same(const float *got, const float *want, int n) {
    for (int i = 0; i < n; i++)
        if (got[i] != want[i] && !(isnan(got[i]) && isnan(want[i]))) return false;
    return true;
}

TEST(tiers_operations) {
    enum { N = 203 };
    static float x[N], y[N], w[N], want[N], got[N];
    static uint8_t bytes[2][4 * N];
    for (int tier = INFER_KERNELS_AVX2; tier <= infer__cpu_tier(); tier++)
        for (int round = 0; infer__cpu_has(tier) && round < 300; round++) {
            int n = round < N ? round + 1 : N - round % 9, even = n / 2 * 2, act = round % 2;
            double size = exp2(round % 40 - 20);
            for (int i = 0; i < N; i++) {
                x[i] = (float)((test_uniform() - 0.5) * size), y[i] = (float)(test_uniform() - 0.5);
                w[i] = (float)test_uniform();
            }
            if (round % 7 == 0) x[round % n] = round % 2 ? INFINITY : NAN;
            infer__rms_norm(INFER_KERNELS_SCALAR, want, x, w, n, 1e-5f), infer__rms_norm(tier, got, x, w, n, 1e-5f);
            if (!tiers_same(got, want, n)) TEST_FAIL("tier %d: norm of %d", tier, n);
            for (int neox = 0; neox < 2; neox++) {
                memcpy(want, x, sizeof x), memcpy(got, x, sizeof x);
                infer__rotate(INFER_KERNELS_SCALAR, want, y, w, even, neox), infer__rotate(tier, got, y, w, even, neox);
                if (!tiers_same(got, want, n)) TEST_FAIL("tier %d: rope of %d", tier, even);
            }
            infer__glu(INFER_KERNELS_SCALAR, want, x, y, n, act), infer__glu(tier, got, x, y, n, act);
            if (!tiers_same(got, want, n)) TEST_FAIL("tier %d: gated unit of %d", tier, n);
            memcpy(want, x, sizeof x), memcpy(got, x, sizeof x);
            infer__softcap(INFER_KERNELS_SCALAR, want, n, 30), infer__softcap(tier, got, n, 30);
            if (!tiers_same(got, want, n)) TEST_FAIL("tier %d: soft cap of %d", tier, n);
            for (int q8 = 0; q8 < 2; q8++) {
                const infer__format *f = infer__format_of(q8 ? INFER_TYPE_Q8_0 : INFER_TYPE_F16);
                int m = n / f->block * f->block;
                for (int i = 0; i < N; i++) x[i] = isnan(x[i]) ? 1.0f : x[i];
                infer__store(INFER_KERNELS_SCALAR, f, x, bytes[0], m), infer__store(tier, f, x, bytes[1], m);
                CHECK(memcmp(bytes[0], bytes[1], infer__row_bytes(f, (size_t)m)) == 0);
            }
        }
}

TEST(tiers_attention) {
    static const struct {
        int n_q, n_kv, heads, kv_heads, dim, window;
        float cap;
    } cases[] = {{40, 40, 4, 2, 64, 0, 0},
                 {1, 700, 6, 2, 32, 0, 0},
                 {9, 1100, 3, 1, 24, 0, 20},
                 {70, 600, 4, 4, 128, 100, 0},
                 {1, 1030, 8, 1, 64, 90, 0}};
    for (size_t c = 0; c < INFER__COUNT(cases); c++)
        for (int f16 = 0; f16 < 2; f16++) {
            infer_attention_desc d = {.n_q = cases[c].n_q,
                                      .n_kv = cases[c].n_kv,
                                      .heads = cases[c].heads,
                                      .kv_heads = cases[c].kv_heads,
                                      .head_dim = cases[c].dim,
                                      .causal = true,
                                      .window = cases[c].window,
                                      .softcap = cases[c].cap,
                                      .kv_type = f16 ? INFER_TYPE_F16 : INFER_TYPE_F32,
                                      .threads = 2};
            size_t size = (size_t)(d.n_q * d.heads * d.head_dim), kv = (size_t)(d.n_kv * d.kv_heads * d.head_dim);
            float *q = attention_numbers(size, false), *out = malloc(size * sizeof *out), *want = malloc(size * 4);
            void *k = attention_numbers(kv, f16), *v = attention_numbers(kv, f16);
            d.q = q, d.k = k, d.v = v;
            for (d.kernels = INFER_KERNELS_SCALAR; d.kernels <= (int)infer__cpu_tier(); d.kernels++) {
                if (!infer__cpu_has(d.kernels)) continue;
                d.out = d.kernels == INFER_KERNELS_SCALAR ? want : out;
                CHECK_EQ_INT(infer_attention(&d, NULL), 0);
                if (d.out == out && !tiers_same(out, want, (int)size))
                    TEST_FAIL("case %d, tier %d: other bits", (int)c, d.kernels);
            }
            free(q), free(k), free(v), free(out), free(want);
        }
}

/* n rows of `columns` random weights, of about the size that keeps activations as they are. */
static void tiers_weights(const infer__format *f, uint8_t *data, size_t columns, size_t rows) {
    static float open[TIERS_FF];
    size_t row = infer__row_bytes(f, columns);
    double squares = 0;
    kernel_weights(f, data, row * rows, KERNEL_RANDOM);
    for (size_t r = 0; r < 8; r++) {
        f->dequantize(data + r * row, open, columns);
        for (size_t i = 0; i < columns; i++) squares += (double)open[i] * open[i] / 8;
    }
    float by = (float)(1 / sqrt(squares));
    for (size_t i = 0; f->act == INFER__ACT_F32 && i < row * rows; i += (size_t)f->bytes) {
        float x;
        f->dequantize(data + i, &x, 1), x *= by, f->quantize(&x, data + i, 1);
    }
    for (size_t i = 0; f->act != INFER__ACT_F32 && i < row * rows; i += (size_t)f->bytes)
        for (int k = 0; k < 2; k++) {
            float sign = test_random() & 1 ? 1.0f : -1.0f;
            formats_set_scale(f, data + i, k, infer__f32_to_f16(sign * by * (float)(0.5 + test_uniform())));
        }
}

static const char *tiers_tensors[] = {"attn_norm", "attn_q", "attn_k",   "attn_v",  "attn_output",
                                      "ffn_norm",  "ffn_up", "ffn_gate", "ffn_down"};

static int tiers_write(const infer__format *f, const char *path, infer_error *err) {
    static const uint64_t sizes[][2] = {{TIERS_WIDTH, 1},
                                        {TIERS_WIDTH, TIERS_WIDTH},
                                        {TIERS_WIDTH, TIERS_WIDTH / 2},
                                        {TIERS_WIDTH, TIERS_WIDTH / 2},
                                        {TIERS_WIDTH, TIERS_WIDTH},
                                        {TIERS_WIDTH, 1},
                                        {TIERS_WIDTH, TIERS_FF},
                                        {TIERS_WIDTH, TIERS_FF},
                                        {TIERS_FF, TIERS_WIDTH},
                                        {TIERS_WIDTH, TIERS_VOCAB}};
    static uint8_t data[TIERS_WIDTH * TIERS_FF * 4];
    infer_writer *w = infer_writer_open(path, NULL, err);
    if (!w) return err->code;
    infer_writer_string(w, "general.architecture", "llama");
    infer_writer_u32(w, "llama.vocab_size", TIERS_VOCAB);
    infer_writer_u32(w, "llama.context_length", TIERS_TOKENS);
    infer_writer_u32(w, "llama.embedding_length", TIERS_WIDTH);
    infer_writer_u32(w, "llama.block_count", TIERS_LAYERS);
    infer_writer_u32(w, "llama.feed_forward_length", TIERS_FF);
    infer_writer_u32(w, "llama.attention.head_count", TIERS_WIDTH / TIERS_HEAD);
    infer_writer_u32(w, "llama.attention.head_count_kv", TIERS_WIDTH / TIERS_HEAD / 2);
    infer_writer_f32(w, "llama.attention.layer_norm_rms_epsilon", 1e-5f);
    infer_writer_string(w, "tokenizer.ggml.model", "no_vocab");
    for (int writing = 0; writing < 2; writing++)
        for (int i = -2; i < TIERS_LAYERS * 9; i++) { /* the embedding, the last norm, the layers' */
            const uint64_t *size = sizes[i == -2 ? 9 : i == -1 ? 0 : i % 9];
            const infer__format *as = size[1] == 1 ? infer__format_of(INFER_TYPE_F32) : f;
            char name[64];
            snprintf(name, sizeof name, "blk.%d.%s.weight", i / 9, i < 0 ? "" : tiers_tensors[i % 9]);
            if (i < 0) snprintf(name, sizeof name, "%s.weight", i == -2 ? "token_embd" : "output_norm");
            if (!writing) {
                infer_writer_tensor(w, name, as->type, size[1] == 1 ? 1 : 2, size);
                continue;
            }
            for (size_t j = 0; size[1] == 1 && j < size[0]; j++) ((float *)(void *)data)[j] = 1;
            if (size[1] > 1) tiers_weights(f, data, (size_t)size[0], (size_t)size[1]);
            infer_writer_data(w, data, infer__row_bytes(as, (size_t)size[0]) * (size_t)size[1]);
        }
    return infer_writer_close(w, err);
}

/* The logits of n tokens, `batch` at a time; 0 after reporting why not. */
static int tiers_logits(const char *path, int tier, int n, int batch, float *logits) {
    infer_error err = {0, ""};
    int32_t tokens[TIERS_TOKENS];
    for (int i = 0; i < n; i++) tokens[i] = (i * i * 7 + i * 11) % TIERS_VOCAB;
    infer_model *m = infer_model_open(&(infer_model_desc){.path = path, .kernels = tier, .threads = 1}, &err);
    infer_session *s = m ? infer_session_create(m, &(infer_session_desc){.batch = batch}, &err) : NULL;
    for (int i = 0; s && !err.code && i < n; i += batch)
        infer_eval_all(s, tokens + i, INFER__MIN(batch, n - i), logits + (size_t)i * TIERS_VOCAB, &err);
    infer_session_destroy(s), infer_model_close(m);
    if (err.code) TEST_FAIL("%s", err.message);
    return !err.code;
}

static void tiers_compare(const infer__format *f, int n) {
    static float want[TIERS_TOKENS * TIERS_VOCAB], got[TIERS_TOKENS * TIERS_VOCAB];
    char path[] = "/tmp/infer-tiers-XXXXXX";
    infer_error err = {0, ""};
    int fd = mkstemp(path);
    if (fd < 0) {
        TEST_FAIL("mkstemp failed");
        return;
    }
    close(fd);
    if (tiers_write(f, path, &err)) TEST_FAIL("%s", err.message);
    else if (tiers_logits(path, INFER_KERNELS_SCALAR, n, n, want))
        for (int tier = INFER_KERNELS_AVX2; tier <= (int)infer__cpu_tier(); tier++)
            for (int batch = 1; infer__cpu_has(tier) && batch <= n; batch += n - 1) {
                double off = 0, all = 0;
                if (!tiers_logits(path, tier, n, batch, got)) continue;
                for (int i = 0; i < n * TIERS_VOCAB; i++)
                    off += pow((double)got[i] - (double)want[i], 2), all += pow((double)want[i], 2);
                if (!(sqrt(off / all) <= (f->act == INFER__ACT_F32 && batch > 1 ? 1e-3 : 0)))
                    TEST_FAIL("%s, tier %d, %d tokens, batches of %d: relative error %.3g", f->name, tier, n, batch,
                              sqrt(off / all));
            }
    unlink(path);
}

TEST(tiers_logits) {
    for (size_t i = 0; i < INFER__COUNT(infer__formats); i++) {
        const infer__format *f = &infer__formats[i];
        if (f->act != INFER__ACT_F32 || f->quantize) tiers_compare(f, 9); /* no integers */
    }
    tiers_compare(infer__format_of(INFER_TYPE_Q4_0), TIERS_TOKENS); /* more than one chunk of keys */
}
