/* Toy models, one for each thing a family's row can say: a few thousand random weights, the same from every run, written
 * as GGUF files. tests/plan.c holds the library to a plain double-precision forward pass over the same weights, and to
 * the logits that llama.cpp gave for the same files (golden_logits.h, made by golden_logits.sh). */
#ifndef TOY_H
#define TOY_H
#include "test.h"
#include <unistd.h>

enum {
    TOY_NEOX = 1,
    TOY_BIAS = 2,      /* on q, k, v */
    TOY_QK_NORM = 4,   /* of each head */
    TOY_POST_NORM = 8, /* after attention and feed-forward */
    TOY_GELU = 16,
    TOY_EMBED_SCALE = 32,
    TOY_FUSED = 64,        /* attn_qkv and gate | up in ffn_up */
    TOY_TIED = 128,        /* no output.weight */
    TOY_FREQS = 256,       /* rope_freqs.weight */
    TOY_LONG_SHORT = 512,  /* rope_factors_long / _short */
    TOY_LOCAL_ROPE = 1024, /* window layers have rope base 10000, unscaled */
    TOY_ALL_BIAS = 2048    /* on every matrix of a layer */
};

typedef struct toy {
    const char *name, *arch;
    int traits, head, rope, kv_heads, window, period; /* layers i % period < period - 1 have the window */
    float softcap, final_softcap, rope_base;
    const char *scaling; /* rope.scaling.type */
    float factor, attn_factor;
    int original;
} toy;

static const toy toys[] = {
    {"llama", "llama", 0, 16, 16, 2, 0, 0, 0, 0, 10000, NULL, 0, 0, 0},
    {"llama-3", "llama", TOY_FREQS | TOY_TIED | TOY_ALL_BIAS, 16, 16, 1, 0, 0, 0, 0, 500000, NULL, 0, 0, 0},
    {"llama-linear", "llama", 0, 16, 16, 4, 0, 0, 0, 0, 10000, "linear", 4, 0, 0},
    {"llama-yarn", "llama", 0, 32, 32, 2, 0, 0, 0, 0, 10000, "yarn", 4, 0, 16},
    {"qwen2", "qwen2", TOY_NEOX | TOY_BIAS, 16, 16, 2, 0, 0, 0, 0, 1000000, NULL, 0, 0, 0},
    {"qwen3", "qwen3", TOY_NEOX | TOY_QK_NORM | TOY_TIED, 32, 32, 2, 0, 0, 0, 0, 1000000, NULL, 0, 0, 0},
    {"phi3", "phi3", TOY_NEOX | TOY_FUSED, 16, 16, 4, 0, 0, 0, 0, 10000, NULL, 0, 0, 0},
    {"phi3-long", "phi3", TOY_NEOX | TOY_FUSED | TOY_LONG_SHORT, 16, 12, 4, 0, 0, 0, 0, 10000, "longrope", 0, 1.19f,
     64},
    {"gemma2", "gemma2", TOY_NEOX | TOY_POST_NORM | TOY_GELU | TOY_EMBED_SCALE | TOY_TIED, 32, 32, 2, 8, 2, 50, 30,
     10000, NULL, 0, 0, 0},
    {"gemma3", "gemma3",
     TOY_NEOX | TOY_POST_NORM | TOY_QK_NORM | TOY_GELU | TOY_EMBED_SCALE | TOY_TIED | TOY_LOCAL_ROPE, 32, 32, 1, 8, 6,
     0, 0, 1000000, "linear", 8, 0, 0},
};
#define TOY_COUNT ((int)(sizeof toys / sizeof toys[0]))

enum { TOY_EMBED = 64, TOY_HEADS = 4, TOY_FF = 96, TOY_LAYERS = 7, TOY_VOCAB = 80, TOY_CONTEXT = 128 };

/* Fills n weights, a function of the tensor's name alone. */
static void toy_weights(float *w, size_t n, const char *name, float mean, float spread) {
    uint64_t seed = 14695981039346656037u;
    for (const char *c = name; *c; c++) seed = (seed ^ (unsigned char)*c) * 1099511628211u;
    for (size_t i = 0; i < n; i++) {
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        w[i] = mean + spread * ((float)(int32_t)(seed >> 33) / 1073741824.0f - 1.0f);
    }
}

typedef struct toy_tensor {
    char name[64];
    int dims;
    uint64_t size[2];
    float mean, spread;
} toy_tensor;

static int toy_list(const toy *t, toy_tensor *out) {
    int n = 0, e = TOY_EMBED, q = TOY_HEADS * t->head, kv = t->kv_heads * t->head, f = TOY_FF;
#define TOY_ADD(NAME, DIMS, COLUMNS, ROWS, MEAN, SPREAD)                                  \
    do {                                                                                  \
        toy_tensor a = {"", DIMS, {(uint64_t)(COLUMNS), (uint64_t)(ROWS)}, MEAN, SPREAD}; \
        snprintf(a.name, sizeof a.name, "%s", NAME);                                      \
        out[n++] = a;                                                                     \
    } while (0)
#define TOY_MATRIX(NAME, COLUMNS, ROWS, BIASED)                   \
    do {                                                          \
        char text[64];                                            \
        snprintf(text, sizeof text, "blk.%d.%s.weight", l, NAME); \
        TOY_ADD(text, 2, COLUMNS, ROWS, 0, 0.2f);                 \
        snprintf(text, sizeof text, "blk.%d.%s.bias", l, NAME);   \
        if (BIASED) TOY_ADD(text, 1, ROWS, 1, 0, 0.3f);           \
    } while (0)
#define TOY_NORM(NAME, SIZE)                                      \
    do {                                                          \
        char text[64];                                            \
        snprintf(text, sizeof text, "blk.%d.%s.weight", l, NAME); \
        TOY_ADD(text, 1, SIZE, 1, 1, 0.3f);                       \
    } while (0)
    TOY_ADD("token_embd.weight", 2, e, TOY_VOCAB, 0, 1);
    TOY_ADD("output_norm.weight", 1, e, 1, 1, 0.3f);
    if (!(t->traits & TOY_TIED)) TOY_ADD("output.weight", 2, e, TOY_VOCAB, 0, 0.3f);
    if (t->traits & TOY_FREQS) TOY_ADD("rope_freqs.weight", 1, t->rope / 2, 1, 4, 3);
    if (t->traits & TOY_LONG_SHORT) TOY_ADD("rope_factors_long.weight", 1, t->rope / 2, 1, 8, 4);
    if (t->traits & TOY_LONG_SHORT) TOY_ADD("rope_factors_short.weight", 1, t->rope / 2, 1, 1.2f, 0.2f);
    for (int l = 0; l < TOY_LAYERS; l++) {
        bool all = t->traits & TOY_ALL_BIAS, some = all || (t->traits & TOY_BIAS);
        TOY_NORM("attn_norm", e);
        if (t->traits & TOY_FUSED) TOY_MATRIX("attn_qkv", e, q + 2 * kv, some);
        else {
            TOY_MATRIX("attn_q", e, q, some);
            TOY_MATRIX("attn_k", e, kv, some);
            TOY_MATRIX("attn_v", e, kv, some);
        }
        TOY_MATRIX("attn_output", q, e, all);
        if (t->traits & TOY_QK_NORM) TOY_NORM("attn_q_norm", t->head);
        if (t->traits & TOY_QK_NORM) TOY_NORM("attn_k_norm", t->head);
        if (t->traits & TOY_POST_NORM) TOY_NORM("post_attention_norm", e);
        if (t->traits & TOY_POST_NORM) TOY_NORM("post_ffw_norm", e);
        TOY_NORM("ffn_norm", e);
        if (!(t->traits & TOY_FUSED)) TOY_MATRIX("ffn_gate", e, f, all);
        TOY_MATRIX("ffn_up", e, t->traits & TOY_FUSED ? 2 * f : f, all);
        TOY_MATRIX("ffn_down", f, e, all);
    }
    return n;
}

/* Writes the model; matrices in `type`. Returns an infer_result. */
static int toy_write(const toy *t, const char *path, int type, infer_error *err) {
    toy_tensor list[512];
    int n = toy_list(t, list);
    char key[96];
    infer_writer *w = infer_writer_open(path, NULL, err);
    if (!w) return err->code;
#define TOY_KEY(NAME) (snprintf(key, sizeof key, "%s.%s", t->arch, NAME), key)
    infer_writer_string(w, "general.architecture", t->arch);
    infer_writer_string(w, "general.name", t->name);
    infer_writer_u32(w, TOY_KEY("vocab_size"), TOY_VOCAB);
    infer_writer_u32(w, TOY_KEY("context_length"), TOY_CONTEXT);
    infer_writer_u32(w, TOY_KEY("embedding_length"), TOY_EMBED);
    infer_writer_u32(w, TOY_KEY("block_count"), TOY_LAYERS);
    infer_writer_u32(w, TOY_KEY("feed_forward_length"), TOY_FF);
    infer_writer_u32(w, TOY_KEY("attention.head_count"), TOY_HEADS);
    infer_writer_u32(w, TOY_KEY("attention.head_count_kv"), (uint32_t)t->kv_heads);
    infer_writer_u32(w, TOY_KEY("attention.key_length"), (uint32_t)t->head);
    infer_writer_u32(w, TOY_KEY("attention.value_length"), (uint32_t)t->head);
    infer_writer_f32(w, TOY_KEY("attention.layer_norm_rms_epsilon"), 1e-5f);
    infer_writer_u32(w, TOY_KEY("rope.dimension_count"), (uint32_t)t->rope);
    infer_writer_f32(w, TOY_KEY("rope.freq_base"), t->rope_base);
    if (t->scaling) infer_writer_string(w, TOY_KEY("rope.scaling.type"), t->scaling);
    if (t->factor > 0) infer_writer_f32(w, TOY_KEY("rope.scaling.factor"), t->factor);
    if (t->attn_factor > 0) infer_writer_f32(w, TOY_KEY("rope.scaling.attn_factor"), t->attn_factor);
    if (t->original) infer_writer_u32(w, TOY_KEY("rope.scaling.original_context_length"), (uint32_t)t->original);
    if (t->window) infer_writer_u32(w, TOY_KEY("attention.sliding_window"), (uint32_t)t->window);
    if (t->softcap > 0) infer_writer_f32(w, TOY_KEY("attn_logit_softcapping"), t->softcap);
    if (t->final_softcap > 0) infer_writer_f32(w, TOY_KEY("final_logit_softcapping"), t->final_softcap);
    infer_writer_string(w, "tokenizer.ggml.model", "no_vocab");
    for (int i = 0; i < n; i++)
        infer_writer_tensor(w, list[i].name, list[i].dims == 1 ? INFER_TYPE_F32 : type, list[i].dims, list[i].size);
    for (int i = 0; i < n; i++) {
        static float f[TOY_EMBED * 4 * TOY_FF];
        static uint8_t bytes[sizeof f];
        size_t count = (size_t)(list[i].size[0] * list[i].size[1]);
        int as = list[i].dims == 1 ? INFER_TYPE_F32 : type;
        toy_weights(f, count, list[i].name, list[i].mean, list[i].spread);
        infer_quantize(as, f, bytes, count, NULL);
        infer_writer_data(w, bytes, infer_type_bytes(as, count));
    }
    return infer_writer_close(w, err);
}

/* Opens a toy through a temporary file; NULL after reporting why not. */
static infer_model *toy_open(const toy *t, int type, infer_model_desc desc) {
    char path[] = "/tmp/infer-toy-XXXXXX";
    infer_error err = {0, ""};
    int fd = mkstemp(path);
    infer_model *m = NULL;
    if (fd < 0) return TEST_FAIL("mkstemp failed"), NULL;
    close(fd);
    desc.path = path;
    if (toy_write(t, path, type, &err) == INFER_OK) m = infer_model_open(&desc, &err);
    unlink(path);
    if (!m) TEST_FAIL("%s: %s", t->name, err.message);
    return m;
}
static const toy *toy_find(const char *name) {
    for (int i = 0; i < TOY_COUNT; i++)
        if (strcmp(toys[i].name, name) == 0) return &toys[i];
    return &toys[0];
}
#endif
