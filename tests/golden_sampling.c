/* Made tests/golden_sampling.h, with llama.cpp 0.7.0's library:
 *   cc tests/golden_sampling.c -lllama -o golden_sampling && ./golden_sampling > tests/golden_sampling.h
 * For each case what llama.cpp's samplers, in their default order, leave: tokens and probabilities. */
#include "sampling_cases.h"
#include <llama.h>
#include <stdio.h>

int main(void) {
    printf("/* Made by tests/golden_sampling.c; do not edit. */\n"
           "static const struct {\n    int n, token[SAMPLING_VOCAB];\n    float p[SAMPLING_VOCAB];\n"
           "} golden_sampling[] = {\n");
    for (int i = 0; i < SAMPLING_CASES; i++) {
        const sampling_case *s = &sampling_cases[i];
        float logits[SAMPLING_VOCAB];
        int32_t history[SAMPLING_HISTORY];
        sampling_inputs(i, logits, history);
        llama_token_data data[SAMPLING_VOCAB];
        for (int t = 0; t < SAMPLING_VOCAB; t++) data[t].id = t, data[t].logit = logits[t], data[t].p = 0;
        llama_token_data_array a = {data, SAMPLING_VOCAB, -1, false};
        struct llama_sampler *chain = llama_sampler_chain_init(llama_sampler_chain_default_params());
        float repeat = s->repeat > 0 ? s->repeat : 1;
        llama_sampler_chain_add(
            chain, llama_sampler_init_penalties(SAMPLING_VOCAB, s->window, repeat, s->frequency, s->presence));
        if (s->top_k) llama_sampler_chain_add(chain, llama_sampler_init_top_k(s->top_k));
        if (s->typical_p > 0) llama_sampler_chain_add(chain, llama_sampler_init_typical(s->typical_p, 0));
        if (s->top_p > 0) llama_sampler_chain_add(chain, llama_sampler_init_top_p(s->top_p, 0));
        if (s->min_p > 0) llama_sampler_chain_add(chain, llama_sampler_init_min_p(s->min_p, 0));
        llama_sampler_chain_add(chain, llama_sampler_init_temp(s->temperature));
        llama_sampler_chain_add(chain, llama_sampler_init_dist(1)); /* fills in the probabilities */
        for (int k = 0; k < SAMPLING_HISTORY; k++) llama_sampler_accept(chain, history[k]);
        llama_sampler_apply(chain, &a);
        printf("    {%d,\n     {", (int)a.size);
        for (size_t k = 0; k < a.size; k++)
            printf("%d%s", a.data[k].id, k + 1 == a.size ? "},\n     {" : k % 24 == 23 ? ",\n      " : ", ");
        for (size_t k = 0; k < a.size; k++)
            printf("%.8ef%s", a.data[k].p, k + 1 == a.size ? "}},\n" : k % 6 == 5 ? ",\n      " : ", ");
        llama_sampler_free(chain);
    }
    puts("};");
    return 0;
}
