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
    /* what else a family has: names of tensors that are not there, "NAME:COLUMNS:ROWS:EXPERTS" of those of every layer that
     * are (and, after a '!', of the model), "KEY=VALUE" that are added or differ; separated by spaces */
    const char *without, *extra, *keys;
} toy;

static const toy toys[] = {
    {"llama", "llama", 0, 16, 16, 2, 0, 0, 0, 0, 10000, NULL, 0, 0, 0, NULL, NULL, NULL},
    {"llama-3", "llama", TOY_FREQS | TOY_TIED | TOY_ALL_BIAS, 16, 16, 1, 0, 0, 0, 0, 500000, NULL, 0, 0, 0, NULL, NULL,
     NULL},
    {"llama-linear", "llama", 0, 16, 16, 4, 0, 0, 0, 0, 10000, "linear", 4, 0, 0, NULL, NULL, NULL},
    {"llama-yarn", "llama", 0, 32, 32, 2, 0, 0, 0, 0, 10000, "yarn", 4, 0, 16, NULL, NULL, NULL},
    {"qwen2", "qwen2", TOY_NEOX | TOY_BIAS, 16, 16, 2, 0, 0, 0, 0, 1000000, NULL, 0, 0, 0, NULL, NULL, NULL},
    {"qwen3", "qwen3", TOY_NEOX | TOY_QK_NORM | TOY_TIED, 32, 32, 2, 0, 0, 0, 0, 1000000, NULL, 0, 0, 0, NULL, NULL,
     NULL},
    {"phi3", "phi3", TOY_NEOX | TOY_FUSED, 16, 16, 4, 0, 0, 0, 0, 10000, NULL, 0, 0, 0, NULL, NULL, NULL},
    {"phi3-long", "phi3", TOY_NEOX | TOY_FUSED | TOY_LONG_SHORT, 16, 12, 4, 0, 0, 0, 0, 10000, "longrope", 0, 1.19f, 64,
     NULL, NULL, NULL},
    {"gemma2", "gemma2", TOY_NEOX | TOY_POST_NORM | TOY_GELU | TOY_EMBED_SCALE | TOY_TIED, 32, 32, 2, 8, 2, 50, 30,
     10000, NULL, 0, 0, 0, NULL, NULL, NULL},
    {"gemma3", "gemma3",
     TOY_NEOX | TOY_POST_NORM | TOY_QK_NORM | TOY_GELU | TOY_EMBED_SCALE | TOY_TIED | TOY_LOCAL_ROPE, 32, 32, 1, 8, 6,
     0, 0, 1000000, "linear", 8, 0, 0, NULL, NULL, NULL},
};
#define TOY_COUNT       ((int)(sizeof toys / sizeof toys[0]))

/* One for each mechanism that is not in the list above; held to llama.cpp's logits alone. */
#define TOY_EXPERTS(F)  "ffn_gate_inp:64:8 ffn_gate_exps:64:" F ":8 ffn_up_exps:64:" F ":8 ffn_down_exps:" F ":64:8 "
#define TOY_SHARED      "ffn_gate_shexp:64:32 ffn_up_shexp:64:32 ffn_down_shexp:32:64 "
#define TOY_EXPERT_KEYS "expert_count=8 expert_used_count=3 expert_feed_forward_length=32 "
#define TOY_LAYER_NORMS "attn_norm.bias:64 ffn_norm.bias:64 !output_norm.bias:64 "
#define TOY_DENSE       "ffn_gate ffn_up ffn_down "
static const toy mechanisms[] = {
    {"qwen3moe", "qwen3moe", TOY_NEOX | TOY_QK_NORM, 16, 16, 2, 0, 0, 0, 0, 10000, NULL, 0, 0, 0, TOY_DENSE,
     TOY_EXPERTS("32"), TOY_EXPERT_KEYS},
    {"qwen2moe", "qwen2moe", TOY_NEOX | TOY_BIAS, 16, 16, 2, 0, 0, 0, 0, 10000, NULL, 0, 0, 0, TOY_DENSE,
     TOY_EXPERTS("32") TOY_SHARED "ffn_gate_inp_shexp:64", TOY_EXPERT_KEYS "expert_shared_feed_forward_length=32"},
    {"gpt-oss", "gpt-oss", TOY_NEOX | TOY_ALL_BIAS, 16, 16, 2, 8, 2, 0, 0, 10000, NULL, 0, 0, 0, TOY_DENSE "ffn_norm",
     "post_attention_norm:64 attn_sinks:4 ffn_gate_inp.bias:8 ffn_gate_exps.bias:32:8 ffn_up_exps.bias:32:8 "
     "ffn_down_exps.bias:64:8 " TOY_EXPERTS("32"),
     TOY_EXPERT_KEYS},
    {"deepseek2", "deepseek2", 0, 48, 16, 1, 0, 0, 0, 0, 10000, NULL, 0, 0, 0,
     TOY_DENSE "attn_q attn_k attn_v attn_output",
     "attn_q_a:64:24 attn_q_a_norm:24 attn_q_b:24:96 attn_kv_a_mqa:64:48 attn_kv_a_norm:32 attn_k_b:8:32:4 "
     "attn_v_b:32:16:4 "
     "attn_output:64:64 exp_probs_b.bias:8 " TOY_EXPERTS("32") TOY_SHARED,
     TOY_EXPERT_KEYS
     "leading_dense_block_count=0 expert_shared_count=1 expert_gating_func=2 expert_group_count=4 "
     "expert_group_used_count=2 expert_weights_norm=true expert_weights_scale=2.5 attention.q_lora_rank=24 "
     "attention.kv_lora_rank=32 attention.key_length_mla=24 attention.value_length_mla=16 attention.value_length=32"},
    {"smallthinker", "smallthinker", TOY_NEOX, 16, 16, 2, 4096, 4, 0, 0, 10000, NULL, 0, 0, 0, TOY_DENSE,
     TOY_EXPERTS("32"), TOY_EXPERT_KEYS "expert_gating_func=2"},
    {"llama4", "llama4", 0, 16, 16, 2, 0, 0, 0, 0, 10000, NULL, 0, 0, 0, TOY_DENSE,
     TOY_EXPERTS("32") "ffn_gate_shexp:64:32 ffn_up_shexp:64:32 ffn_down_shexp:32:64",
     TOY_EXPERT_KEYS "interleave_moe_layer_step=1"},
    {"bloom", "bloom", TOY_FUSED | TOY_GELU, 16, 16, 4, 0, 0, 0, 0, 10000, NULL, 0, 0, 0, "ffn_up attn_qkv",
     "attn_qkv:64:192 ffn_up:64:96 attn_qkv.bias:192 attn_output.bias:64 ffn_up.bias:96 ffn_down.bias:64 "
     "!token_embd_norm:64 "
     "!token_embd_norm.bias:64 " TOY_LAYER_NORMS,
     "attention.layer_norm_epsilon=0.00001"},
    {"starcoder2", "starcoder2", TOY_NEOX | TOY_ALL_BIAS | TOY_GELU, 16, 16, 2, 0, 0, 0, 0, 10000, NULL, 0, 0, 0,
     "ffn_gate", TOY_LAYER_NORMS, "attention.layer_norm_epsilon=0.00001"},
    {"gpt2", "gpt2", TOY_FUSED | TOY_GELU, 16, 16, 4, 0, 0, 0, 0, 10000, NULL, 0, 0, 0, "ffn_up attn_qkv",
     "attn_qkv:64:192 ffn_up:64:96 attn_qkv.bias:192 attn_output.bias:64 ffn_up.bias:96 ffn_down.bias:64 "
     "!position_embd:64:128 " TOY_LAYER_NORMS,
     "attention.layer_norm_epsilon=0.00001"},
    {"command-r", "command-r", TOY_TIED, 16, 16, 2, 0, 0, 0, 0, 10000, NULL, 0, 0, 0, "ffn_norm", "",
     "attention.layer_norm_epsilon=0.00001 logit_scale=0.25"},
    {"olmo", "olmo", 0, 16, 16, 2, 0, 0, 0, 0, 10000, NULL, 0, 0, 0, "attn_norm ffn_norm output_norm", "",
     "attention.layer_norm_epsilon=0.00001 attention.clamp_kqv=0.5"},
    {"olmo2", "olmo2", TOY_NEOX | TOY_POST_NORM, 16, 16, 2, 0, 0, 0, 0, 10000, NULL, 0, 0, 0, "attn_norm ffn_norm",
     "attn_q_norm:64 attn_k_norm:32", ""},
    {"smollm3", "smollm3", TOY_TIED, 16, 16, 2, 0, 0, 0, 0, 10000, NULL, 0, 0, 0, NULL, NULL, NULL},
    {"granite", "granite", TOY_TIED, 16, 16, 2, 0, 0, 0, 0, 10000, NULL, 0, 0, 0, NULL, NULL,
     "embedding_scale=3.0 residual_scale=0.5 logit_scale=4.0 attention.scale=0.2"},
    {"jais2", "jais2", TOY_NEOX | TOY_ALL_BIAS, 16, 16, 2, 0, 0, 0, 0, 10000, NULL, 0, 0, 0, "ffn_gate",
     TOY_LAYER_NORMS, "attention.layer_norm_epsilon=0.00001"},
};
#define TOY_MECHANISMS ((int)(sizeof mechanisms / sizeof mechanisms[0]))

/* Whether `word`, up to a ':', '=' or '.', is in a list of words. */
static bool toy_listed(const char *list, const char *word) {
    size_t n = strlen(word);
    for (const char *p = list ? strstr(list, word) : NULL; p; p = strstr(p + 1, word))
        if ((p == list || p[-1] == ' ') && (p[n] == 0 || strchr(" =", p[n]))) return true;
    return false;
}

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
    uint64_t size[3];
    float mean, spread;
} toy_tensor;

/* Adds "NAME:COLUMNS:ROWS:EXPERTS" of layer l, or with l -1 of the model. */
static int toy_add_extra(const toy *t, int l, toy_tensor *out) {
    int n = 0, used;
    char name[48];
    for (const char *p = t->extra ? t->extra : ""; *p; p += strcspn(p, " "), p += strspn(p, " ")) {
        bool whole = *p == '!';
        toy_tensor a = {"", 1, {1, 1, 1}, 0, 0.3f};
        unsigned size[3] = {1, 1, 1};
        if (whole != (l < 0)) continue;
        int got = sscanf(p + whole, "%47[^: ]%n:%u:%u:%u", name, &used, &size[0], &size[1], &size[2]);
        a.dims = got - 1, a.mean = a.dims == 1 && !strchr(name, '.') && !strstr(name, "sinks") ? 1 : 0;
        for (int i = 0; i < 3; i++) a.size[i] = size[i];
        if (whole) snprintf(a.name, sizeof a.name, "%s%s", name, strchr(name, '.') ? "" : ".weight");
        else snprintf(a.name, sizeof a.name, "blk.%d.%s%s", l, name, strchr(name, '.') ? "" : ".weight");
        out[n++] = a;
    }
    return n;
}

static int toy_list(const toy *t, toy_tensor *out) {
    int n = 0, e = TOY_EMBED, q = TOY_HEADS * t->head, kv = t->kv_heads * t->head, f = TOY_FF;
#define TOY_ADD(NAME, DIMS, COLUMNS, ROWS, MEAN, SPREAD)                                     \
    do {                                                                                     \
        toy_tensor a = {"", DIMS, {(uint64_t)(COLUMNS), (uint64_t)(ROWS), 1}, MEAN, SPREAD}; \
        snprintf(a.name, sizeof a.name, "%s", NAME);                                         \
        out[n++] = a;                                                                        \
    } while (0)
#define TOY_MATRIX(NAME, COLUMNS, ROWS, BIASED)                                            \
    do {                                                                                   \
        char text[64];                                                                     \
        snprintf(text, sizeof text, "blk.%d.%s.weight", l, NAME);                          \
        if (!toy_listed(t->without, NAME)) TOY_ADD(text, 2, COLUMNS, ROWS, 0, 0.2f);       \
        snprintf(text, sizeof text, "blk.%d.%s.bias", l, NAME);                            \
        if ((BIASED) && !toy_listed(t->without, NAME)) TOY_ADD(text, 1, ROWS, 1, 0, 0.3f); \
    } while (0)
#define TOY_NORM(NAME, SIZE)                                                   \
    do {                                                                       \
        char text[64];                                                         \
        snprintf(text, sizeof text, "blk.%d.%s.weight", l, NAME);              \
        if (!toy_listed(t->without, NAME)) TOY_ADD(text, 1, SIZE, 1, 1, 0.3f); \
    } while (0)
    TOY_ADD("token_embd.weight", 2, e, TOY_VOCAB, 0, 1);
    if (!toy_listed(t->without, "output_norm")) TOY_ADD("output_norm.weight", 1, e, 1, 1, 0.3f);
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
        n += toy_add_extra(t, l, out + n);
    }
    n += toy_add_extra(t, -1, out + n);
    return n;
}

static int toy_type(const toy_tensor *t, int type) { /* vectors and biases, of many experts too, are F32 */
    return t->dims == 1 || strstr(t->name, ".bias") ? INFER_TYPE_F32 : type;
}

static void (*toy_vocabulary)(infer_writer *w); /* writes one; NULL: there is none */

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
    if (!toy_listed(t->keys, "vocab_size")) infer_writer_u32(w, TOY_KEY("vocab_size"), TOY_VOCAB);
    if (!toy_listed(t->keys, "context_length")) infer_writer_u32(w, TOY_KEY("context_length"), TOY_CONTEXT);
    if (!toy_listed(t->keys, "embedding_length")) infer_writer_u32(w, TOY_KEY("embedding_length"), TOY_EMBED);
    if (!toy_listed(t->keys, "block_count")) infer_writer_u32(w, TOY_KEY("block_count"), TOY_LAYERS);
    if (!toy_listed(t->keys, "feed_forward_length")) infer_writer_u32(w, TOY_KEY("feed_forward_length"), TOY_FF);
    if (!toy_listed(t->keys, "attention.head_count")) infer_writer_u32(w, TOY_KEY("attention.head_count"), TOY_HEADS);
    if (!toy_listed(t->keys, "attention.head_count_kv"))
        infer_writer_u32(w, TOY_KEY("attention.head_count_kv"), (uint32_t)t->kv_heads);
    if (!toy_listed(t->keys, "attention.key_length"))
        infer_writer_u32(w, TOY_KEY("attention.key_length"), (uint32_t)t->head);
    if (!toy_listed(t->keys, "attention.value_length"))
        infer_writer_u32(w, TOY_KEY("attention.value_length"), (uint32_t)t->head);
    if (!toy_listed(t->keys, "attention.layer_norm_rms_epsilon"))
        infer_writer_f32(w, TOY_KEY("attention.layer_norm_rms_epsilon"), 1e-5f);
    if (!toy_listed(t->keys, "rope.dimension_count"))
        infer_writer_u32(w, TOY_KEY("rope.dimension_count"), (uint32_t)t->rope);
    if (!toy_listed(t->keys, "rope.freq_base")) infer_writer_f32(w, TOY_KEY("rope.freq_base"), t->rope_base);
    if (t->scaling) infer_writer_string(w, TOY_KEY("rope.scaling.type"), t->scaling);
    if (t->factor > 0 && !toy_listed(t->keys, "rope.scaling.factor"))
        infer_writer_f32(w, TOY_KEY("rope.scaling.factor"), t->factor);
    if (t->attn_factor > 0 && !toy_listed(t->keys, "rope.scaling.attn_factor"))
        infer_writer_f32(w, TOY_KEY("rope.scaling.attn_factor"), t->attn_factor);
    if (t->original && !toy_listed(t->keys, "rope.scaling.original_context_length"))
        infer_writer_u32(w, TOY_KEY("rope.scaling.original_context_length"), (uint32_t)t->original);
    if (t->window && !toy_listed(t->keys, "attention.sliding_window"))
        infer_writer_u32(w, TOY_KEY("attention.sliding_window"), (uint32_t)t->window);
    if (t->softcap > 0 && !toy_listed(t->keys, "attn_logit_softcapping"))
        infer_writer_f32(w, TOY_KEY("attn_logit_softcapping"), t->softcap);
    if (t->final_softcap > 0 && !toy_listed(t->keys, "final_logit_softcapping"))
        infer_writer_f32(w, TOY_KEY("final_logit_softcapping"), t->final_softcap);
    for (const char *p = t->keys ? t->keys : ""; *p; p += strcspn(p, " "), p += strspn(p, " ")) {
        char name[64], value[32];
        if (sscanf(p, "%63[^=]=%31[^ ]", name, value) != 2) continue;
        if (strcmp(value, "true") == 0) infer_writer_bool(w, TOY_KEY(name), true);
        else if (strchr(value, '.')) infer_writer_f32(w, TOY_KEY(name), strtof(value, NULL));
        else infer_writer_u32(w, TOY_KEY(name), (uint32_t)strtoul(value, NULL, 10));
    }
    if (toy_vocabulary) toy_vocabulary(w);
    else infer_writer_string(w, "tokenizer.ggml.model", "no_vocab");
    for (int i = 0; i < n; i++)
        infer_writer_tensor(w, list[i].name, toy_type(&list[i], type), list[i].dims, list[i].size);
    for (int i = 0; i < n; i++) {
        static float f[TOY_EMBED * 4 * TOY_FF];
        static uint8_t bytes[sizeof f];
        size_t count = (size_t)(list[i].size[0] * list[i].size[1] * list[i].size[2]);
        int as = toy_type(&list[i], type);
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
/* An encoder: BERT. */
enum { BERT_E = 32, BERT_HEADS = 2, BERT_F = 48, BERT_LAYERS = 3, BERT_VOCAB = 40, BERT_CONTEXT = 64 };

static infer_model *toy_bert(const char *path, infer_model_desc desc, infer_error *err) {
    static const struct {
        const char *name;
        int columns, rows; /* rows 0: a vector with a bias of the same length */
    } parts[] = {{"attn_q", BERT_E, BERT_E},      {"attn_k", BERT_E, BERT_E},      {"attn_v", BERT_E, BERT_E},
                 {"attn_output", BERT_E, BERT_E}, {"attn_output_norm", BERT_E, 0}, {"ffn_up", BERT_E, BERT_F},
                 {"ffn_down", BERT_F, BERT_E},    {"layer_output_norm", BERT_E, 0}};
    char name[64][48];
    uint64_t count[64];
    int n = 0;
    infer_writer *w = infer_writer_open(path, NULL, err);
    infer_writer_string(w, "general.architecture", "bert");
    infer_writer_u32(w, "bert.context_length", BERT_CONTEXT), infer_writer_u32(w, "bert.embedding_length", BERT_E);
    infer_writer_u32(w, "bert.block_count", BERT_LAYERS), infer_writer_u32(w, "bert.attention.head_count", BERT_HEADS);
    infer_writer_f32(w, "bert.attention.layer_norm_epsilon", 1e-6f), infer_writer_u32(w, "bert.pooling_type", 2);
#define BERT_TENSOR(columns, rows, ...)                                                                          \
    do {                                                                                                         \
        uint64_t size[2] = {columns, rows};                                                                      \
        snprintf(name[n], sizeof name[n], __VA_ARGS__);                                                          \
        infer_writer_tensor(w, name[n], INFER_TYPE_F32, rows > 1 ? 2 : 1, size), count[n++] = size[0] * size[1]; \
    } while (0)
    BERT_TENSOR(BERT_E, BERT_VOCAB, "token_embd.weight");
    BERT_TENSOR(BERT_E, BERT_CONTEXT, "position_embd.weight");
    BERT_TENSOR(BERT_E, 2, "token_types.weight");
    BERT_TENSOR(BERT_E, 1, "token_embd_norm.weight");
    BERT_TENSOR(BERT_E, 1, "token_embd_norm.bias");
    BERT_TENSOR(BERT_E, BERT_E, "cls.weight");
    BERT_TENSOR(BERT_E, 1, "cls.bias");
    BERT_TENSOR(BERT_E, 3, "cls.output.weight");
    BERT_TENSOR(3, 1, "cls.output.bias");
    for (int l = 0; l < BERT_LAYERS; l++)
        for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
            BERT_TENSOR(parts[i].columns, (parts[i].rows ? parts[i].rows : 1), "blk.%d.%s.weight", l, parts[i].name);
            BERT_TENSOR((parts[i].rows ? parts[i].rows : parts[i].columns), 1, "blk.%d.%s.bias", l, parts[i].name);
        }
    float data[BERT_E * 64];
    for (int i = 0; i < n; i++) {
        bool norm = strstr(name[i], "norm.weight") != NULL;
        toy_weights(data, count[i], name[i], norm ? 1.0f : 0.0f, norm ? 0.2f : 0.4f);
        infer_writer_data(w, data, count[i] * sizeof *data);
    }
    if (infer_writer_close(w, err)) return NULL;
    desc.path = path;
    return infer_model_open(&desc, err);
}

/* Toys with recurrent layers. */
enum { REC_E = 64, REC_VOCAB = 50, REC_TOKENS = 20, REC_LAYERS = 3 };

/* Tensors NAME:COLUMNS:ROWS of a recurrent and of an attention layer, and keys; there is no feed-forward. */
typedef struct rec_model {
    const char *arch, *keys, *layer, *attention;
} rec_model;
#define REC_ATTENTION "attn_k.weight:64:32 attn_v.weight:64:32 attn_output.weight:64:64 "
#define REC_NORMS     "attn_q_norm.weight:16 attn_k_norm.weight:16 "
#define REC_DELTA     "ssm_conv1d.weight:4:144 ssm_dt.bias:4 ssm_a:4 ssm_norm.weight:20 ssm_out.weight:80:64 "
static const rec_model rec_models[] = {
    {"lfm2", "shortconv.l_cache=3",
     "shortconv.in_proj.weight:64:192 shortconv.conv.weight:3:64 shortconv.out_proj.weight:64:64",
     "attn_q.weight:64:64 " REC_NORMS REC_ATTENTION},
    {"granitehybrid", "ssm.conv_kernel=4 ssm.inner_size=120 ssm.state_size=16 ssm.time_step_rank=6 ssm.group_count=2",
     "ssm_in.weight:64:310 ssm_conv1d.weight:4:184 ssm_conv1d.bias:184 ssm_a:1:6 ssm_d:1:6 ssm_dt.bias:6 "
     "ssm_norm.weight:60:2 ssm_out.weight:120:64",
     "attn_q.weight:64:64 " REC_ATTENTION},
    {"qwen35", "ssm.conv_kernel=4 ssm.inner_size=80 ssm.state_size=16 ssm.time_step_rank=4 ssm.group_count=2",
     "attn_qkv.weight:64:144 attn_gate.weight:64:80 ssm_beta.weight:64:4 ssm_alpha.weight:64:4 " REC_DELTA,
     "attn_q.weight:64:128 " REC_NORMS REC_ATTENTION},
    {"qwen3next", "ssm.conv_kernel=4 ssm.inner_size=80 ssm.state_size=16 ssm.time_step_rank=5 ssm.group_count=1",
     "ssm_in.weight:64:192 ssm_ba.weight:64:10 ssm_conv1d.weight:4:112 ssm_a:5 ssm_dt.bias:5 ssm_norm.weight:16 "
     "ssm_out.weight:80:64",
     "attn_q.weight:64:128 " REC_NORMS REC_ATTENTION},
    {"jamba", "ssm.conv_kernel=4 ssm.inner_size=72 ssm.state_size=16 ssm.time_step_rank=4",
     "ssm_in.weight:64:144 ssm_conv1d.weight:4:72 ssm_conv1d.bias:72 ssm_x.weight:72:36 ssm_dt_norm.weight:4 "
     "ssm_b_norm.weight:16 ssm_c_norm.weight:16 ssm_dt.weight:4:72 ssm_dt.bias:72 ssm_a:16:72 ssm_d:72 "
     "ssm_out.weight:72:64",
     "attn_q.weight:64:64 " REC_ATTENTION},
    {"kimi-linear",
     "ssm.conv_kernel=4 kda.head_dim=16 attention.kv_lora_rank=32 attention.key_length=40 attention.value_length=32 "
     "attention.key_length_mla=24 attention.value_length_mla=16 rope.dimension_count=8",
     "ssm_conv1d_q.weight:4:64 ssm_conv1d_k.weight:4:64 ssm_conv1d_v.weight:4:64 attn_q.weight:64:64 "
     "attn_k.weight:64:64 attn_v.weight:64:64 attn_output.weight:64:64 ssm_f_a.weight:64:16 ssm_f_b.weight:16:64 "
     "ssm_g_a.weight:64:16 ssm_g_b.weight:16:64 ssm_beta.weight:64:4 ssm_a:4 ssm_dt.bias:64 ssm_norm.weight:16",
     "attn_q.weight:64:96 attn_kv_a_mqa.weight:64:40 attn_kv_a_norm.weight:32 attn_k_b.weight:16:32:4 "
     "attn_v_b.weight:32:16:4 attn_output.weight:64:64"},
};
#define REC_MODELS ((int)(sizeof rec_models / sizeof rec_models[0]))

static float rec_mean(const char *name) {
    return strstr(name, "ssm_a") && !strstr(name, "alpha") ? -0.6f : strstr(name, "norm") ? 1 : 0;
}

/* The n-th tensor of the list, or 0: its name for layer l, and its shape. */
static int rec_tensor(const char *list, int n, int l, char name[64], uint64_t size[3]) {
    for (const char *p = list; *p; p += strcspn(p, " "), p += strspn(p, " ")) {
        char text[48];
        unsigned s[3] = {1, 1, 1};
        if (n-- > 0) continue;
        int got = sscanf(p, "%47[^:]:%u:%u:%u", text, &s[0], &s[1], &s[2]);
        for (int i = 0; i < 3; i++) size[i] = s[i];
        snprintf(name, 64, l < 0 ? "%s" : "%s%d.%s", l < 0 ? text : "blk.", l, text);
        return got - 1;
    }
    return 0;
}

/* Opens one with attention in the second layer or, if not `hybrid`, with none; `without` is a tensor to leave out. */
static infer_model *rec_open(const rec_model *r, bool hybrid, const char *without, infer_model_desc desc,
                             infer_error *err) {
    static float f[REC_E * 512];
    char path[] = "/tmp/infer-toy-XXXXXX", key[96], name[64], lists[REC_LAYERS + 1][1024];
    int fd = mkstemp(path);
    if (fd < 0) return NULL;
    close(fd);
    infer_writer *w = infer_writer_open(path, NULL, err);
    infer_writer_string(w, "general.architecture", r->arch);
    const char *common = "context_length=64 embedding_length=64 block_count=3 attention.head_count=4";
    for (const char *list = common; list; list = list == common ? r->keys : NULL)
        for (const char *p = list; *p; p += strcspn(p, " "), p += strspn(p, " ")) {
            unsigned value;
            sscanf(p, "%63[^=]=%u", name, &value);
            infer_writer_u32(w, (snprintf(key, sizeof key, "%s.%s", r->arch, name), key), value);
        }
    snprintf(key, sizeof key, "%s.attention.head_count_kv", r->arch);
    infer_writer_u32(w, key, strcmp(r->arch, "kimi-linear") ? 2 : 1);
    infer_writer_f32(w, (snprintf(key, sizeof key, "%s.attention.layer_norm_rms_epsilon", r->arch), key), 1e-5f);
    if (!strstr(r->keys, "key_length")) {
        infer_writer_u32(w, (snprintf(key, sizeof key, "%s.attention.key_length", r->arch), key), 16);
        infer_writer_u32(w, (snprintf(key, sizeof key, "%s.attention.value_length", r->arch), key), 16);
    }
    infer_writer_string(w, "tokenizer.ggml.model", "no_vocab");
    snprintf(lists[REC_LAYERS], sizeof lists[0], "token_embd.weight:64:50 output.weight:64:50 output_norm.weight:64");
    for (int l = 0; l < REC_LAYERS; l++)
        snprintf(lists[l], sizeof lists[0], "attn_norm.weight:64 %s", hybrid && l == 1 ? r->attention : r->layer);
    for (int data = 0; data < 2; data++)
        for (int l = 0; l <= REC_LAYERS; l++) {
            uint64_t size[3];
            for (int i = 0, dims; (dims = rec_tensor(lists[l], i, l < REC_LAYERS ? l : -1, name, size)) != 0; i++) {
                size_t n = (size_t)(size[0] * size[1] * size[2]);
                if (without && strstr(name, without)) continue;
                toy_weights(f, n, name, rec_mean(name), 0.3f);
                if (data) infer_writer_data(w, f, n * sizeof *f);
                else infer_writer_tensor(w, name, INFER_TYPE_F32, dims, size);
            }
        }
    desc.path = path;
    infer_model *m = infer_writer_close(w, err) == INFER_OK ? infer_model_open(&desc, err) : NULL;
    unlink(path);
    return m;
}

#endif
