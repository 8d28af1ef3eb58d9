/* What is in a GGUF file. cc examples/inspect.c -lm -o inspect
 * Shows: listing metadata and tensors, the memory estimate. Reads no weights, so it is instant on any size. */
#define INFER_IMPLEMENTATION
#include "../infer.h"
#include "common.h"

static void print_value(const infer_value *v) {
    infer_value element;
    switch (v->type) {
    case INFER_VALUE_STRING:
        putchar('"');
        print_escaped(stdout, v->str, v->str_size, 200);
        putchar('"');
        break;
    case INFER_VALUE_BOOL: fputs(v->u ? "true" : "false", stdout); break;
    case INFER_VALUE_F32: printf("%.7g", v->f); break;
    case INFER_VALUE_F64: printf("%.15g", v->f); break;
    case INFER_VALUE_U64: printf("%llu", (unsigned long long)v->u); break;
    case INFER_VALUE_ARRAY:
        putchar('[');
        for (uint64_t i = 0; i < v->count && i < 6 && infer_value_element(v, i, &element); i++) {
            if (i) fputs(", ", stdout);
            print_value(&element);
        }
        if (v->count > 6) printf(", ... (%llu)", (unsigned long long)v->count);
        putchar(']');
        break;
    default: printf("%lld", (long long)v->i);
    }
}

/* Totals of the tensors of one type. */
typedef struct total {
    const char *type;
    uint64_t tensors, weights, bytes;
} total;

static void total_add(total *t, int *n, int room, const char *type, uint64_t weights, uint64_t bytes) {
    int i = 0;
    while (i < *n && strcmp(t[i].type, type) != 0) i++;
    if (i == room) return;
    if (i == *n) t[(*n)++].type = type;
    t[i].tensors++, t[i].weights += weights, t[i].bytes += bytes;
}

int main(int argc, char **argv) {
    common c = {0};
    option options[] = {COMMON_OPTIONS(c), {0}};
    int n = options_parse(argc, argv, options, "MODEL [OPTIONS]",
                          "Lists a GGUF file's metadata and tensors, and the memory that a session of it needs.");
    if (n > 1) usage_error("unexpected argument '%s'", argv[2]);
    if (n == 1) c.model = argv[1];

    infer_error err;
    infer_model_desc desc = model_desc(&c);
    char size[32], why[sizeof err.message] = "";
    infer_model *model = infer_model_open(&desc, &err);
    if (!model) { /* a sound file that infer.h cannot run can still be looked at */
        infer_error second;
        snprintf(why, sizeof why, "%s", err.message);
        desc.vocab_only = true;
        model = infer_model_open(&desc, &second);
        if (!model) die("%s", err.message);
        complain("cannot be run, only looked at: ", why);
    }

    infer_value value;
    const char *key;
    printf("metadata\n");
    for (int i = 0; (key = infer_model_key(model, i, &value)); i++) {
        fputs("  ", stdout);
        print_escaped(stdout, key, strlen(key), 200);
        fputs(" = ", stdout);
        print_value(&value);
        putchar('\n');
    }

    infer_tensor_info tensor;
    total totals[32] = {{0}}, all = {"all", 0, 0, 0};
    int n_totals = 0;
    printf("tensors\n");
    for (int i = 0; infer_model_tensor(model, i, &tensor); i++) {
        char shape[96];
        uint64_t weights = 1;
        int at = 0;
        for (int d = 0; d < tensor.dimensions; d++) {
            weights *= tensor.size[d];
            at += snprintf(shape + at, sizeof shape - (size_t)at, d ? " x %llu" : "%llu",
                           (unsigned long long)tensor.size[d]);
        }
        printf("  %-6s %-24s %12s  ", tensor.type_name, shape, bytes_text(tensor.bytes, size));
        print_escaped(stdout, tensor.name, strlen(tensor.name), 200);
        putchar('\n');
        total_add(totals, &n_totals, 32, tensor.type_name, weights, tensor.bytes);
        all.tensors++, all.weights += weights, all.bytes += tensor.bytes;
    }
    printf("totals\n");
    for (int i = 0; i <= n_totals; i++) {
        const total *t = i < n_totals ? &totals[i] : &all;
        printf("  %-6s %6llu tensors %16llu weights %12s  %.2f bits/weight\n", t->type, (unsigned long long)t->tensors,
               (unsigned long long)t->weights, bytes_text(t->bytes, size),
               t->weights ? 8.0 * (double)t->bytes / (double)t->weights : 0.0);
    }

    infer_model_info info;
    if (!desc.vocab_only && infer_model_get_info(model, &info, &err) == 0) {
        infer_session_desc sd = {.context = c.context, .kv = c.kv};
        infer_memory memory;
        printf("model\n  %s, trained for a context of %d tokens\n", info.description, info.context_length);
        printf("  embedding %d, layers %d, heads %d (%d for keys and values), vocabulary %d, chat template %s\n",
               info.embedding_length, info.layers, info.heads, info.kv_heads, info.vocabulary,
               infer_chat_template_name(model));
        if (infer_session_memory(model, &sd, &memory, &err) < 0) die("%s", err.message);
        int context = c.context ? c.context : info.context_length < 4096 ? info.context_length : 4096;
        printf("memory for a context of %d tokens\n", context);
        printf("  weights      %12s  mapped from the file\n", bytes_text(memory.weights, size));
        printf("  model        %12s  names and vocabulary\n", bytes_text(memory.model, size));
        printf("  KV cache     %12s  a session\n", bytes_text(memory.kv_cache, size));
        printf("  activations  %12s  a session\n", bytes_text(memory.activations, size));
        printf("  session      %12s  all of it\n", bytes_text(memory.session, size));
    }
    infer_model_close(model);
    return finish();
}
