/* Embeddings: a toy BERT held to a plain double-precision forward pass; texts together give what they give alone. The
 * other encoders, and these against llama.cpp: tests/encoders.sh. */

static const float *bert_find(const infer_model *m, const char *format, int layer) {
    char name[64];
    infer_tensor_info t;
    snprintf(name, sizeof name, format, layer);
    for (int i = 0; infer_model_tensor(m, i, &t); i++)
        if (strcmp(t.name, name) == 0) return (const float *)t.data;
    return NULL;
}
/* y = W x + bias of tensors blk.LAYER.NAME */
static void bert_linear(const infer_model *m, const char *part, int layer, const double *x, int columns, double *y,
                        int rows) {
    char name[64];
    snprintf(name, sizeof name, "%s.weight", part);
    const float *w = bert_find(m, name, layer);
    snprintf(name, sizeof name, "%s.bias", part);
    const float *b = bert_find(m, name, layer);
    for (int r = 0; r < rows; r++) {
        y[r] = (double)b[r];
        for (int i = 0; i < columns; i++) y[r] += (double)w[r * columns + i] * x[i];
    }
}
static void bert_norm(const infer_model *m, const char *part, int layer, double *x) {
    char name[64];
    double mean = 0, square = 0;
    snprintf(name, sizeof name, "%s.weight", part);
    const float *w = bert_find(m, name, layer);
    snprintf(name, sizeof name, "%s.bias", part);
    const float *b = bert_find(m, name, layer);
    for (int i = 0; i < BERT_E; i++) mean += x[i] / BERT_E;
    for (int i = 0; i < BERT_E; i++) square += (x[i] - mean) * (x[i] - mean) / BERT_E;
    for (int i = 0; i < BERT_E; i++) x[i] = (x[i] - mean) / sqrt(square + 1e-6) * (double)w[i] + (double)b[i];
}

static void bert_forward(const infer_model *m, const int32_t *tokens, int n, double x[][BERT_E]) {
    static double q[BERT_CONTEXT][BERT_E], k[BERT_CONTEXT][BERT_E], v[BERT_CONTEXT][BERT_E];
    enum { D = BERT_E / BERT_HEADS };
    for (int t = 0; t < n; t++) {
        for (int i = 0; i < BERT_E; i++)
            x[t][i] = (double)bert_find(m, "token_embd.weight", 0)[tokens[t] * BERT_E + i] +
                      (double)bert_find(m, "position_embd.weight", 0)[t * BERT_E + i] +
                      (double)bert_find(m, "token_types.weight", 0)[i];
        bert_norm(m, "token_embd_norm", 0, x[t]);
    }
    for (int l = 0; l < BERT_LAYERS; l++) {
        for (int t = 0; t < n; t++) {
            bert_linear(m, "blk.%d.attn_q", l, x[t], BERT_E, q[t], BERT_E);
            bert_linear(m, "blk.%d.attn_k", l, x[t], BERT_E, k[t], BERT_E);
            bert_linear(m, "blk.%d.attn_v", l, x[t], BERT_E, v[t], BERT_E);
        }
        for (int t = 0; t < n; t++) {
            double a[BERT_E] = {0}, y[BERT_E], up[BERT_F];
            for (int h = 0; h < BERT_HEADS; h++) {
                double score[BERT_CONTEXT], sum = 0;
                for (int j = 0; j < n; j++) {
                    score[j] = 0;
                    for (int i = h * D; i < (h + 1) * D; i++) score[j] += q[t][i] * k[j][i];
                    sum += score[j] = exp(score[j] / sqrt(D));
                }
                for (int j = 0; j < n; j++)
                    for (int i = h * D; i < (h + 1) * D; i++) a[i] += score[j] / sum * v[j][i];
            }
            bert_linear(m, "blk.%d.attn_output", l, a, BERT_E, y, BERT_E);
            for (int i = 0; i < BERT_E; i++) x[t][i] += y[i];
            bert_norm(m, "blk.%d.attn_output_norm", l, x[t]);
            bert_linear(m, "blk.%d.ffn_up", l, x[t], BERT_E, up, BERT_F);
            for (int i = 0; i < BERT_F; i++)
                up[i] = 0.5 * up[i] * (1 + tanh(0.7978845608 * (up[i] + 0.044715 * up[i] * up[i] * up[i])));
            bert_linear(m, "blk.%d.ffn_down", l, up, BERT_F, y, BERT_E);
            for (int i = 0; i < BERT_E; i++) x[t][i] += y[i];
            bert_norm(m, "blk.%d.layer_output_norm", l, x[t]);
        }
    }
}

TEST(embed_bert) {
    static const int lengths[] = {5, 1, 30, 2, 17};
    enum { TEXTS = 5, TOKENS = 55 };
    char path[] = "/tmp/infer-bert-XXXXXX";
    infer_error err = {0, ""};
    int fd = mkstemp(path);
    if (fd >= 0) close(fd);
    infer_model *m = toy_bert(path, (infer_model_desc){.threads = 2}, &err);
    int32_t tokens[TOKENS];
    for (int i = 0; i < TOKENS; i++) tokens[i] = (int32_t)(test_random() % BERT_VOCAB);
    for (int pooling = 1; pooling <= INFER_POOLING_RANK && m; pooling++) {
        infer_session_desc desc = {.pooling = pooling, .kv = INFER_KV_F32, .batch = pooling % 2 ? 64 : 32};
        infer_session *s = infer_session_create(m, &desc, &err);
        float out[TOKENS * BERT_E], *at = out;
        int width = infer_embed(s, tokens, lengths, TEXTS, out, &err), first = 0;
        CHECK_EQ_INT(width, pooling == INFER_POOLING_RANK ? 3 : BERT_E);
        if (width < 0) TEST_FAIL("%s", err.message);
        for (int i = 0; i < TEXTS && width > 0; first += lengths[i++]) {
            static double x[BERT_CONTEXT][BERT_E];
            int n = lengths[i];
            bert_forward(m, tokens + first, n, x);
            for (int t = 0; t < (pooling == INFER_POOLING_NONE ? n : 1); t++, at += width) {
                double v[BERT_E] = {0}, y[BERT_E], norm = 0, wrong = 0;
                for (int k = 0; k < BERT_E; k++)
                    if (pooling == INFER_POOLING_MEAN)
                        for (int j = 0; j < n; j++) v[k] += x[j][k] / n;
                    else v[k] = x[pooling == INFER_POOLING_LAST ? n - 1 : t][k];
                if (pooling == INFER_POOLING_RANK) {
                    bert_linear(m, "cls", 0, v, BERT_E, y, BERT_E);
                    for (int k = 0; k < BERT_E; k++) y[k] = tanh(y[k]);
                    bert_linear(m, "cls.output", 0, y, BERT_E, v, 3);
                    norm = 1;
                }
                for (int k = 0; k < width && pooling != INFER_POOLING_RANK; k++) norm += v[k] * v[k];
                for (int k = 0; k < width; k++) wrong = fmax(wrong, fabs(v[k] / sqrt(norm) - (double)at[k]));
                if (!(wrong < 1e-5)) TEST_FAIL("pooling %d, text %d, token %d: off by %g", pooling, i, t, wrong);
            }
        }
        int too_long = 65;
        CHECK_EQ_INT(infer_embed(s, tokens, &too_long, 1, out, &err), INFER_ERROR_CONTEXT);
        CHECK(strstr(err.message, "text 0: expected 1 to ") != NULL);
        CHECK_EQ_INT(infer_embed(s, NULL, NULL, 0, NULL, &err), width);
        int32_t bad = BERT_VOCAB;
        int one = 1;
        CHECK_EQ_INT(infer_embed(s, &bad, &one, 1, out, &err), INFER_ERROR_ARGUMENT);
        CHECK_EQ_INT(infer_eval(s, tokens, 1, &err), INFER_ERROR_UNSUPPORTED);
        CHECK_EQ_INT(infer_embed(NULL, tokens, &one, 1, out, NULL), INFER_ERROR_ARGUMENT);
        infer_session_destroy(s);
    }
    if (!m) TEST_FAIL("%s", err.message);
    infer_model_close(m);
    remove(path);
}

/* A generator's embeddings: texts together give what they give alone, and the session goes on from nothing. */
TEST(embed_causal) {
    static const int lengths[] = {7, 1, 20};
    infer_error err = {0, ""};
    char path[] = "/tmp/infer-embed-XXXXXX";
    int fd = mkstemp(path);
    if (fd >= 0) close(fd);
    toy heated = toys[0]; /* queries grow with their place in their own text */
    heated.arch = heated.name = "mistral3";
    heated.keys = "attention.temperature_scale=0.5 attention.temperature_length=4";
    for (int i_toy = 0; i_toy <= TOY_COUNT; i_toy++) {
        const toy *toy = i_toy < TOY_COUNT ? &toys[i_toy] : &heated;
        if (toy_write(toy, path, INFER_TYPE_F32, &err)) TEST_FAIL("%s", err.message);
        infer_model_desc md = {.path = path, .threads = 2};
        infer_session_desc sd = {.kv = INFER_KV_F32, .context = 64};
        infer_model *m = infer_model_open(&md, &err);
        infer_session *s = infer_session_create(m, &sd, &err);
        float all[3 * TOY_EMBED], alone[TOY_EMBED];
        int32_t tokens[28];
        for (int i = 0; i < 28; i++) tokens[i] = (int32_t)(test_random() % TOY_VOCAB);
        CHECK_EQ_INT(infer_eval(s, tokens, 5, &err), 0);
        CHECK_EQ_INT(infer_embed(s, tokens, lengths, 3, all, &err), TOY_EMBED);
        CHECK_EQ_INT(infer_session_length(s), 0);
        for (int i = 0, at = 0; i < 3; at += lengths[i++]) {
            double wrong = 0, norm = 0;
            CHECK_EQ_INT(infer_embed(s, tokens + at, &lengths[i], 1, alone, &err), TOY_EMBED);
            for (int k = 0; k < TOY_EMBED; k++) {
                wrong = fmax(wrong, fabs((double)alone[k] - (double)all[i * TOY_EMBED + k]));
                norm += (double)alone[k] * (double)alone[k];
            }
            if (!(wrong < 1e-5) || fabs(norm - 1) > 1e-5) TEST_FAIL("%s: %g, %g", toy->name, wrong, norm);
        }
        infer_session_destroy(s);
        infer_model_close(m);
    }
    remove(path);
}
