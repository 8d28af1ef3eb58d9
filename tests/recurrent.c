/* Recurrent layers: held to a plain forward pass in double, and what their state does to a session's timeline. */
#include "toy.h"

static void rec_tokens(int32_t *tokens) {
    for (int i = 0; i < REC_TOKENS; i++) tokens[i] = (i * i * 7 + 3 * i + 5) % REC_VOCAB;
}

/* y = NAME x of layer l, n numbers of it from row `from` on; without x the tensor itself. */
static void rec_product(double *y, const double *x, int columns, int from, int n, int l, const char *name) {
    static float w[REC_E * 512];
    char full[64];
    snprintf(full, sizeof full, l < 0 ? "%s" : "%s%d.%s", l < 0 ? name : "blk.", l, name);
    toy_weights(w, (size_t)((from + n) * columns), full, rec_mean(full), 0.3f);
    for (int r = 0; r < n; r++) {
        y[r] = x ? 0 : (double)w[from + r];
        for (int c = 0; c < columns && x; c++) y[r] += (double)w[(from + r) * columns + c] * x[c];
    }
}
static double rec_silu(double x) { return x / (1 + exp(-x)); }
static void rec_norm(double *y, const double *x, int n, const double *w) {
    double sum = 0;
    for (int i = 0; i < n; i++) sum += x[i] * x[i];
    for (int i = 0; i < n; i++) y[i] = x[i] / sqrt(sum / n + (double)1e-5f) * w[i];
}

/* One recurrent layer over all tokens: x += W_out recurrence(W_in norm(x)). Kind: the model's row above. */
static void rec_layer(int kind, int l, double x[REC_TOKENS][REC_E]) {
    static double seen[REC_TOKENS][512], state[6][20][16];
    static const int channels[3] = {64, 184, 144}, taps[3] = {3, 4, 4};
    double norm[REC_E], conv[1024], bias[184] = {0}, h[REC_E], in[512], mixed[512], y[512] = {0}, out[REC_E];
    memset(state, 0, sizeof state);
    rec_product(norm, NULL, 1, 0, REC_E, l, "attn_norm.weight");
    rec_product(conv, NULL, 1, 0, channels[kind] * taps[kind], l, kind ? "ssm_conv1d.weight" : "shortconv.conv.weight");
    if (kind == 1) rec_product(bias, NULL, 1, 0, 184, l, "ssm_conv1d.bias");
    for (int t = 0; t < REC_TOKENS; t++) {
        rec_norm(h, x[t], REC_E, norm);
        if (kind == 0) rec_product(in, h, REC_E, 0, 192, l, "shortconv.in_proj.weight");
        if (kind == 1) rec_product(in, h, REC_E, 0, 310, l, "ssm_in.weight");
        if (kind == 2) rec_product(in, h, REC_E, 0, 144, l, "attn_qkv.weight");
        for (int c = 0; c < channels[kind]; c++) {
            seen[t][c] = kind == 0 ? in[c] * in[128 + c] : kind == 1 ? in[120 + c] : in[c];
            mixed[c] = bias[c];
            for (int k = 0; k < taps[kind]; k++)
                if (t + k + 1 >= taps[kind]) mixed[c] += conv[c * taps[kind] + k] * seen[t + k + 1 - taps[kind]][c];
            if (kind) mixed[c] = rec_silu(mixed[c]);
            else y[c] = mixed[c] * in[64 + c];
        }
        double a[6], d[6], dt[6], gate[120], weight[120], step[6], beta[4];
        int heads = kind == 1 ? 6 : 4, inner = heads * 20;
        if (kind) {
            rec_product(a, NULL, 1, 0, heads, l, "ssm_a"), rec_product(dt, NULL, 1, 0, heads, l, "ssm_dt.bias");
            rec_product(weight, NULL, 1, 0, kind == 1 ? 120 : 20, l, "ssm_norm.weight");
        }
        if (kind == 1) rec_product(d, NULL, 1, 0, 6, l, "ssm_d");
        if (kind == 2) {
            rec_product(gate, h, REC_E, 0, 80, l, "attn_gate.weight");
            rec_product(beta, h, REC_E, 0, 4, l, "ssm_beta.weight");
            rec_product(step, h, REC_E, 0, 4, l, "ssm_alpha.weight");
        }
        for (int i = 0; i < heads && kind; i++) {
            double s = log(1 + exp((kind == 1 ? in[304 + i] : step[i]) + dt[i])), k[16], q[16], kk = 0, qq = 0;
            for (int j = 0; j < 16; j++) {
                k[j] = kind == 1 ? mixed[120 + i / 3 * 16 + j] : mixed[32 + i % 2 * 16 + j];
                q[j] = kind == 1 ? mixed[152 + i / 3 * 16 + j] : mixed[i % 2 * 16 + j];
                kk += k[j] * k[j], qq += q[j] * q[j];
            }
            for (int j = 0; j < 16 && kind == 2; j++) k[j] /= sqrt(kk), q[j] /= sqrt(qq) * 4;
            for (int r = 0; r < 20; r++) {
                double v = mixed[(kind == 1 ? 0 : 64) + i * 20 + r], known = 0, sum = 0, put = v * s;
                for (int j = 0; j < 16; j++) known += (state[i][r][j] *= exp(s * a[i])) * k[j];
                if (kind == 2) put = (v - known) / (1 + exp(-beta[i]));
                for (int j = 0; j < 16; j++) sum += (state[i][r][j] += put * k[j]) * q[j];
                y[i * 20 + r] = kind == 1 ? (sum + d[i] * v) * rec_silu(in[i * 20 + r]) : sum;
            }
            if (kind == 2) rec_norm(y + i * 20, y + i * 20, 20, weight);
            for (int r = 0; r < 20 && kind == 2; r++) y[i * 20 + r] *= rec_silu(gate[i * 20 + r]);
        }
        for (int g = 0; g < 2 && kind == 1; g++) rec_norm(y + g * 60, y + g * 60, 60, weight + g * 60);
        rec_product(out, y, kind ? inner : 64, 0, REC_E, l, kind ? "ssm_out.weight" : "shortconv.out_proj.weight");
        for (int i = 0; i < REC_E; i++) x[t][i] += out[i];
    }
}

static double rec_error(const float *got, const double *want, int n) {
    double difference = 0, total = 0;
    for (int i = 0; i < n; i++) difference += (got[i] - want[i]) * (got[i] - want[i]), total += want[i] * want[i];
    return sqrt(difference / total);
}

TEST(recurrent_reference) {
    static double x[REC_TOKENS][REC_E], want[REC_TOKENS * REC_VOCAB], norm[REC_E], h[REC_E];
    static float logits[REC_TOKENS * REC_VOCAB];
    int32_t tokens[REC_TOKENS];
    rec_tokens(tokens);
    for (int kind = 0; kind < 3; kind++) {
        infer_error err = {0, ""};
        for (int t = 0; t < REC_TOKENS; t++) {
            static double embed[REC_VOCAB * REC_E];
            rec_product(embed, NULL, 1, 0, REC_VOCAB * REC_E, -1, "token_embd.weight");
            memcpy(x[t], embed + tokens[t] * REC_E, sizeof x[t]);
        }
        for (int l = 0; l < REC_LAYERS; l++) rec_layer(kind, l, x);
        rec_product(norm, NULL, 1, 0, REC_E, -1, "output_norm.weight");
        for (int t = 0; t < REC_TOKENS; t++) {
            rec_norm(h, x[t], REC_E, norm);
            rec_product(want + t * REC_VOCAB, h, REC_E, 0, REC_VOCAB, -1, "output.weight");
        }
        infer_model *m = rec_open(&rec_models[kind], false, NULL, (infer_model_desc){.threads = 2}, &err);
        infer_session *s = infer_session_create(m, NULL, &err);
        if (infer_eval_all(s, tokens, REC_TOKENS, logits, &err))
            TEST_FAIL("%s: %s", rec_models[kind].arch, err.message);
        double e = rec_error(logits, want, REC_TOKENS * REC_VOCAB);
        if (!(e < 1e-5)) TEST_FAIL("%s: relative error %.3g", rec_models[kind].arch, e);
        infer_session_destroy(s), infer_model_close(m);
    }
}

/* All tokens, `step` at a time and then in batches; every tier; any number of threads gives the same bits. */
TEST(recurrent_batches) {
    static float one[REC_TOKENS * REC_VOCAB], logits[REC_TOKENS * REC_VOCAB];
    static double want[REC_TOKENS * REC_VOCAB];
    int32_t tokens[REC_TOKENS];
    rec_tokens(tokens);
    for (int i = 0; i < REC_MODELS; i++)
        for (int threads = 1; threads <= 5; threads++)
            for (int step = REC_TOKENS; step > 0; step = step == 1 ? 0 : step == REC_TOKENS ? 7 : 1) {
                infer_error err = {0, ""};
                infer_model_desc md = {.threads = threads, .kernels = threads == 5 ? INFER_KERNELS_SCALAR : 0};
                infer_model *m = rec_open(&rec_models[i], true, NULL, md, &err);
                infer_session_desc d = {.kv = INFER_KV_F32, .batch = step == 7 ? 3 : 0};
                infer_session *s = infer_session_create(m, &d, &err);
                for (int at = 0; at < REC_TOKENS; at += step)
                    infer_eval_all(s, tokens + at, INFER__MIN(step, REC_TOKENS - at), logits + at * REC_VOCAB, &err);
                if (err.code) TEST_FAIL("%s: %s", rec_models[i].arch, err.message);
                if (threads == 1 && step == REC_TOKENS) {
                    memcpy(one, logits, sizeof one);
                    for (int j = 0; j < REC_TOKENS * REC_VOCAB; j++) want[j] = one[j];
                }
                double e = rec_error(logits, want, REC_TOKENS * REC_VOCAB);
                if (!(e < 1e-5)) TEST_FAIL("%s, %d at a time: relative error %.3g", rec_models[i].arch, step, e);
                if (threads < 5 && step == REC_TOKENS) CHECK(memcmp(one, logits, sizeof one) == 0);
                infer_session_destroy(s), infer_model_close(m);
            }
}

/* What a rewind, a saved session and a new beginning do to the state. */
TEST(recurrent_timeline) {
    int32_t tokens[REC_TOKENS + 1];
    rec_tokens(tokens);
    tokens[REC_TOKENS] = 1;
    for (int i = 0; i < REC_MODELS; i++) {
        infer_error err = {0, ""};
        infer_model *m = rec_open(&rec_models[i], true, NULL, (infer_model_desc){.threads = 1}, &err);
        infer_session *s = infer_session_create(m, NULL, &err), *other = infer_session_create(m, NULL, &err);
        if (err.code) TEST_FAIL("%s: %s", rec_models[i].arch, err.message);
        float last[REC_VOCAB], again[REC_VOCAB];
        infer_memory memory;
        CHECK(infer_session_memory(m, NULL, &memory, &err) == INFER_OK);
        CHECK(memory.kv_cache >= 2 * s->plan.caches[0].state_size * sizeof(float) && s->plan.caches[0].state_size > 0);
        infer_eval(s, tokens, 12, &err);
        size_t size = infer_session_save(s, NULL, 0, &err);
        void *saved = malloc(size);
        CHECK(infer_session_save(s, saved, size, &err) == size);
        infer_eval(s, tokens + 12, REC_TOKENS - 12, &err);
        memcpy(last, infer_logits(s), sizeof last);
        CHECK(infer_session_restore(other, saved, size, &err) == INFER_OK && infer_session_length(other) == 12);
        infer_eval(other, tokens + 12, REC_TOKENS - 12, &err);
        memcpy(again, infer_logits(other), sizeof again);
        CHECK(memcmp(last, again, sizeof last) == 0);
        CHECK(err.code == 0);

        CHECK(infer_session_truncate(s, 12, &err) == INFER_ERROR_STATE && strstr(err.message, "recurrent"));
        CHECK(infer_session_length(s) == REC_TOKENS && infer_logits(s) != NULL);
        CHECK(infer_session_truncate(s, REC_TOKENS, &err) == INFER_OK);
        CHECK(infer_session_reuse(s, tokens, REC_TOKENS + 1, &err) == REC_TOKENS);
        CHECK(infer_session_reuse(s, tokens, REC_TOKENS, &err) == 0 && infer_session_length(s) == 0);
        infer_eval(s, tokens, 12, &err), infer_eval(s, tokens + 12, REC_TOKENS - 12, &err);
        CHECK(memcmp(last, infer_logits(s), sizeof last) == 0);
        CHECK(infer_session_restore(s, saved, size, &err) == INFER_OK);
        infer_eval(s, tokens + 12, REC_TOKENS - 12, &err);
        CHECK(memcmp(last, infer_logits(s), sizeof last) == 0);
        free(saved), infer_session_destroy(other), infer_session_destroy(s), infer_model_close(m);
    }
}

/* Texts that are embedded together do not see each other's state. */
TEST(recurrent_embed) {
    int32_t tokens[REC_TOKENS];
    int lengths[3] = {9, 4, 7}, at = 0;
    rec_tokens(tokens);
    for (int i = 0; i < REC_MODELS; i++) {
        infer_error err = {0, ""};
        infer_model *m = rec_open(&rec_models[i], true, NULL, (infer_model_desc){.threads = 2}, &err);
        infer_session_desc d = {.pooling = INFER_POOLING_MEAN, .kv = INFER_KV_F32};
        infer_session *s = infer_session_create(m, &d, &err);
        float all[3 * REC_E], own[REC_E];
        CHECK(infer_embed(s, tokens, lengths, 3, all, &err) == REC_E);
        for (int k = at = 0; k < 3; at += lengths[k++]) {
            double want[REC_E];
            infer_embed(s, tokens + at, &lengths[k], 1, own, &err);
            for (int j = 0; j < REC_E; j++) want[j] = own[j];
            CHECK(rec_error(all + k * REC_E, want, REC_E) < 1e-5);
        }
        infer_session_destroy(s), infer_model_close(m);
    }
}

/* Every tensor of a recurrent layer is missed, or another of its layer is not what it should be without it. */
TEST(recurrent_missing) {
    for (int i = 0; i < REC_MODELS; i++) {
        char name[64];
        uint64_t size[3];
        for (int k = 0; rec_tensor(rec_models[i].layer, k, 2, name, size); k++) {
            infer_error err = {0, ""};
            bool optional = strstr(name, "conv1d.bias") || (strstr(name, "ssm_norm") && i == 1);
            infer_model *m = rec_open(&rec_models[i], true, name, (infer_model_desc){.threads = 1}, &err);
            if (optional ? !m : m || !strstr(err.message, "tensor blk.2."))
                TEST_FAIL("%s without %s: %s", rec_models[i].arch, name, m ? "opened" : err.message);
            infer_model_close(m);
        }
    }
}
