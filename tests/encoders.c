/* Embeddings of random encoders, by infer.h or (built with -DPEER) by llama.cpp; tests/encoders.sh compares the two.
 *   make OUT FAMILY SEED VOCAB            a small model of the family with random weights and VOCAB's vocabulary
 *   embed MODEL POOLING BATCHED           pooling 0 none, 1 mean, 2 cls, 3 last, 4 rank; texts together (1) or one by
 *                                         one (0): a line of numbers for each vector of a dozen texts
 *   compare A B                           the least cosine of lines, and the largest difference */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#ifdef PEER
#include <llama.h>
static void quiet(enum ggml_log_level level, const char *text, void *user) { (void)level, (void)text, (void)user; }
#else
#define INFER_IMPLEMENTATION
#include "../infer.h"
#endif

static const char *const texts[] = {
    "hello",
    "The quick brown fox jumps over the lazy dog.",
    "Ein Text, der etwas l\xc3\xa4nger ist als die anderen: man sieht es ihm an.",
    "a b c d e f g h i j k l m n o p q r s t u v w x y z a b c d e f g h i j k l m n o p q r "
    "s t u v w x y z a b c d e f g h i j k l m n o p q r s t u v w x y z",
    "1 2 3",
    "What is a KV cache?",
    "keys and values",
    "!",
    "unaffable",
    "\xe6\x97\xa5\xe6\x9c\xac",
    "x y",
    "one more text to embed, of a common length for a sentence in a document"};
enum { TEXTS = sizeof texts / sizeof *texts, MOST = 4096 };

static void print(const float *v, int n) {
    for (int i = 0; i < n; i++) printf("%.9g%c", (double)v[i], i + 1 < n ? ' ' : '\n');
}

#ifndef PEER
static uint64_t state;
static float draw(void) { /* about normal, by the sum of four */
    float sum = 0;
    for (int i = 0; i < 4; i++) {
        uint64_t z = (state += 0x9e3779b97f4a7c15u);
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
        sum += (float)((z ^ (z >> 31)) >> 40) / 16777216.0f - 0.5f;
    }
    return sum * 1.7f;
}

static infer_writer *w;
static struct {
    char name[64];
    uint64_t n;
    float scale, offset;
} made[256];
static int n_made;
static void tensor(const char *name, int columns, int rows, float scale, float offset) {
    uint64_t size[2] = {(uint64_t)columns, (uint64_t)(rows ? rows : 1)};
    infer_writer_tensor(w, name, INFER_TYPE_F32, rows ? 2 : 1, size);
    snprintf(made[n_made].name, sizeof made[n_made].name, "%s", name);
    made[n_made].n = size[0] * size[1], made[n_made].scale = scale, made[n_made++].offset = offset;
}
static void norm(const char *name, int n, bool bias) {
    char full[80];
    snprintf(full, sizeof full, "%s.weight", name);
    tensor(full, n, 0, 0.1f, 1);
    snprintf(full, sizeof full, "%s.bias", name);
    if (bias) tensor(full, n, 0, 0.1f, 0);
}
static void matrix(const char *name, int columns, int rows, bool bias) {
    char full[80];
    snprintf(full, sizeof full, "%s.weight", name);
    tensor(full, columns, rows, 1.5f / sqrtf((float)columns), 0);
    snprintf(full, sizeof full, "%s.bias", name);
    if (bias) tensor(full, rows, 0, 0.1f, 0);
}

static int make(const char *path, const char *family, const char *vocab) {
    enum { E = 64, HEADS = 4, F = 96, LAYERS = 6 };
    infer_error err;
    infer_model_desc desc = {.path = vocab, .vocab_only = true};
    infer_model *m = infer_model_open(&desc, &err);
    infer_model_info info;
    if (!m || infer_model_get_info(m, &info, &err)) return fprintf(stderr, "%s\n", err.message), 1;
    bool bert = strcmp(family, "bert") == 0, nomic = strcmp(family, "nomic-bert") == 0;
    bool jina = strcmp(family, "jina-bert-v2") == 0, modern = strcmp(family, "modern-bert") == 0;
    bool gemma = strcmp(family, "gemma-embedding") == 0, qwen = strcmp(family, "qwen3") == 0;
    bool after = bert || nomic || jina;
    char key[128], name[64];
    w = infer_writer_open(path, NULL, &err);
    infer_writer_string(w, "general.architecture", family);
    infer_value v;
    for (int i = 0; infer_model_key(m, i, &v); i++) { /* the vocabulary as it is */
        const char *k = infer_model_key(m, i, &v);
        if (strncmp(k, "tokenizer.", 10) != 0) continue;
        if (v.type == INFER_VALUE_STRING) {
            char *s = calloc(v.str_size + 1, 1);
            memcpy(s, v.str, v.str_size);
            infer_writer_string(w, k, s);
            free(s);
        } else if (v.type == INFER_VALUE_BOOL) infer_writer_bool(w, k, v.u);
        else if (v.type != INFER_VALUE_ARRAY) infer_writer_u32(w, k, (uint32_t)v.u);
        else if (v.element_type != INFER_VALUE_STRING) infer_writer_array(w, k, v.element_type, v.data, v.count);
        else {
            infer_bytes *strings = calloc(v.count + 1, sizeof *strings);
            const uint8_t *at = v.data;
            for (uint64_t j = 0; j < v.count; j++, at += strings[j - 1].size) {
                memcpy(&strings[j].size, at, 8);
                strings[j].data = (const char *)(at += 8);
            }
            infer_writer_array(w, k, v.element_type, strings, v.count);
            free(strings);
        }
    }
#define U32(k, value) infer_writer_u32(w, (snprintf(key, sizeof key, "%s.%s", family, k), key), value)
#define F32(k, value) infer_writer_f32(w, (snprintf(key, sizeof key, "%s.%s", family, k), key), value)
    U32("context_length", 512), U32("embedding_length", E), U32("block_count", LAYERS), U32("feed_forward_length", F);
    U32("attention.head_count", HEADS), U32("attention.head_count_kv", gemma || qwen ? 2 : HEADS);
    if (gemma || qwen) U32("attention.key_length", 32), U32("attention.value_length", 32);
    F32(gemma || qwen ? "attention.layer_norm_rms_epsilon" : "attention.layer_norm_epsilon", 1e-5f);
    if (!qwen) infer_writer_bool(w, (snprintf(key, sizeof key, "%s.attention.causal", family), key), false);
    U32("pooling_type", qwen ? 3 : 1);
    F32("rope.freq_base", modern ? 160000.0f : 10000.0f);
    if (modern || gemma) F32("rope.freq_base_swa", 10000.0f), U32("attention.sliding_window", 16);
    if (modern) U32("attention.sliding_window_pattern", 3);
    int vocabulary = info.vocabulary, kv = gemma || qwen ? 64 : E, q = gemma || qwen ? 128 : E;
    tensor("token_embd.weight", E, vocabulary, 0.5f, 0);
    if (bert) tensor("position_embd.weight", E, 512, 0.3f, 0);
    if (after) tensor("token_types.weight", E, 2, 0.3f, 0);
    if (!gemma && !qwen) norm("token_embd_norm", E, after);
    if (!after) norm("output_norm", E, false);
    for (int i = 0; i < LAYERS; i++) {
#define AT(part) (snprintf(name, sizeof name, "blk.%d." part, i), name)
        if (!after && (i || !modern)) norm(AT("attn_norm"), E, false);
        if (nomic || modern) matrix(AT("attn_qkv"), E, q + 2 * kv, false);
        else
            matrix(AT("attn_q"), E, q, bert || jina), matrix(AT("attn_k"), E, kv, bert || jina),
                matrix(AT("attn_v"), E, kv, bert || jina);
        if (gemma || qwen) norm(AT("attn_q_norm"), 32, false), norm(AT("attn_k_norm"), 32, false);
        matrix(AT("attn_output"), q, E, bert || jina);
        if (gemma) norm(AT("post_attention_norm"), E, false), norm(AT("post_ffw_norm"), E, false);
        if (after) norm(AT("attn_output_norm"), E, true), norm(AT("layer_output_norm"), E, true);
        else norm(AT("ffn_norm"), E, false);
        if (!bert && !modern) matrix(AT("ffn_gate"), E, F, false);
        matrix(AT("ffn_up"), E, modern ? 2 * F : F, bert);
        matrix(AT("ffn_down"), F, E, bert || jina);
    }
    if (bert) matrix("cls", E, E, true), matrix("cls.output", E, 1, true);
    if (gemma) matrix("dense_2", E, 80, false), matrix("dense_3", 80, E, false);
    if (gemma)
        U32("dense_2_feat_in", E), U32("dense_2_feat_out", 80), U32("dense_3_feat_in", 80), U32("dense_3_feat_out", E);
    for (int i = 0; i < n_made; i++) {
        float *data = malloc(made[i].n * sizeof *data);
        for (uint64_t j = 0; j < made[i].n; j++) data[j] = made[i].offset + made[i].scale * draw();
        infer_writer_data(w, data, made[i].n * sizeof *data);
        free(data);
    }
    infer_model_close(m);
    return infer_writer_close(w, &err) ? fprintf(stderr, "%s\n", err.message), 1 : 0;
}

static int embed(const char *path, int pooling, bool batched) {
    infer_error err = {0};
    infer_model_desc md = {.path = path};
    infer_session_desc sd = {.pooling = pooling + 1, .kv = INFER_KV_F32, .context = 512, .batch = 512};
    infer_model *m = infer_model_open(&md, &err);
    infer_session *s = infer_session_create(m, &sd, &err);
    static int32_t ids[MOST];
    static float out[MOST * 128];
    int lengths[TEXTS], total = 0, width = infer_embed(s, NULL, NULL, 0, NULL, &err);
    for (int i = 0; i < TEXTS && width > 0; i++) {
        lengths[i] = infer_tokenize(m, texts[i], strlen(texts[i]), 0, ids + total, MOST - total, &err);
        total += lengths[i];
    }
    int vectors = pooling == 0 ? total : TEXTS, at = 0, row = 0;
    for (int i = 0; i < TEXTS && width > 0; i += batched ? TEXTS : 1) {
        width = infer_embed(s, ids + at, lengths + i, batched ? TEXTS : 1, out + row, &err);
        at += lengths[i], row += width * (pooling == 0 ? lengths[i] : 1);
    }
    if (width <= 0) return fprintf(stderr, "%s\n", err.message), 1;
    for (int i = 0; i < vectors; i++) print(out + i * width, width);
    infer_session_destroy(s);
    infer_model_close(m);
    return 0;
}

static int compare(const char *a, const char *b) {
    FILE *f[2] = {fopen(a, "r"), fopen(b, "r")};
    static char line[2][1 << 16];
    double least = 1, most = 0;
    int lines = 0;
    if (!f[0] || !f[1]) return 1;
    for (;; lines++) {
        bool got[2] = {fgets(line[0], sizeof line[0], f[0]) != NULL, fgets(line[1], sizeof line[1], f[1]) != NULL};
        if (got[0] != got[1]) return printf("not as many lines\n"), 1;
        if (!got[0]) break;
        char *p = line[0], *q = line[1], *end[2];
        double xx = 0, yy = 0, xy = 0;
        for (;; p = end[0], q = end[1]) {
            double x = strtod(p, &end[0]), y = strtod(q, &end[1]);
            if ((end[0] == p) != (end[1] == q)) return printf("not as many numbers\n"), 1;
            if (end[0] == p) break;
            xx += x * x, yy += y * y, xy += x * y;
            if (fabs(x - y) > most) most = fabs(x - y);
        }
        if (!(xy / sqrt(xx * yy) >= least)) least = xy / sqrt(xx * yy);
    }
    printf("%d vectors, cosine >= %.7f, difference <= %.1e\n", lines, least, most);
    return !(lines && least >= 0.9999 && most < 5e-3);
}
#else
static int embed(const char *path, int pooling, bool batched) {
    (void)batched;
    llama_log_set(quiet, NULL);
    llama_backend_init();
    struct llama_model *m = llama_model_load_from_file(path, llama_model_default_params());
    struct llama_context_params p = llama_context_default_params();
    p.n_ctx = p.n_batch = p.n_ubatch = 512, p.embeddings = true, p.pooling_type = (enum llama_pooling_type)pooling;
    p.type_k = p.type_v = GGML_TYPE_F32, p.n_threads = p.n_threads_batch = 2;
    p.flash_attn_type = LLAMA_FLASH_ATTN_TYPE_DISABLED;
    struct llama_context *c = m ? llama_init_from_model(m, p) : NULL;
    if (!c) return fprintf(stderr, "llama.cpp: cannot load %s\n", path), 1;
    int width = llama_model_n_embd(m);
    for (int i = 0; i < TEXTS; i++) {
        static llama_token ids[MOST];
        int n = llama_tokenize(llama_model_get_vocab(m), texts[i], (int)strlen(texts[i]), ids, MOST, true, true);
        struct llama_batch b = llama_batch_init(n, 0, 1);
        for (int k = 0; k < n; k++)
            b.token[k] = ids[k], b.pos[k] = k, b.n_seq_id[k] = 1, b.seq_id[k][0] = 0, b.logits[k] = true;
        b.n_tokens = n;
        llama_memory_t memory = llama_get_memory(c);
        if (memory) llama_memory_clear(memory, true);
        if (memory ? llama_decode(c, b) : llama_encode(c, b)) return fprintf(stderr, "llama.cpp: failed\n"), 1;
        for (int k = 0; k < (pooling == 0 ? n : 1); k++) {
            float *v = pooling == 0 ? llama_get_embeddings_ith(c, k) : llama_get_embeddings_seq(c, 0);
            double sum = 0;
            int count = pooling == 4 ? (int)llama_model_n_cls_out(m) : width;
            for (int j = 0; j < count; j++) sum += (double)v[j] * v[j];
            for (int j = 0; j < count && pooling != 4; j++) v[j] = (float)(v[j] / sqrt(sum));
            print(v, count);
        }
        llama_batch_free(b);
    }
    return 0;
}
#endif

int main(int argc, char **argv) {
    if (argc == 5 && strcmp(argv[1], "embed") == 0) return embed(argv[2], atoi(argv[3]), argv[4][0] == '1');
#ifndef PEER
    if (argc == 6 && strcmp(argv[1], "make") == 0)
        return state = strtoull(argv[4], NULL, 0), make(argv[2], argv[3], argv[5]);
    if (argc == 4 && strcmp(argv[1], "compare") == 0) return compare(argv[2], argv[3]);
#endif
    return fprintf(stderr, "usage: make OUT FAMILY SEED VOCAB | embed MODEL POOLING BATCHED | compare A B\n"), 2;
}
