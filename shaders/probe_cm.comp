// As probe.comp, with cooperative matrices: a chain of `steps` x CHAINS products of TM x TK and TK x TN halves into floats.
//   p  -, out      i  steps      Spec constants: 3 TM, 4 TN, 5 TK. Dispatch: x = any number of workgroups.
#version 460
#extension GL_KHR_cooperative_matrix : require
#extension GL_KHR_memory_scope_semantics : require
#extension GL_EXT_shader_explicit_arithmetic_types_float16 : require
#include "common.glsl"

layout(constant_id = 3) const uint TM = 16;
layout(constant_id = 4) const uint TN = 16;
layout(constant_id = 5) const uint TK = 16;

layout(push_constant, scalar) uniform Push {
    Params params;
    F32 out_;
    layout(offset = INTS) int steps;
    layout(offset = FLOATS) float a;
};

const uint CHAINS = 4;

void main() {
    coopmat<float, gl_ScopeSubgroup, TM, TN, gl_MatrixUseAccumulator> sum[CHAINS];
    coopmat<float16_t, gl_ScopeSubgroup, TM, TK, gl_MatrixUseA> x[2];
    coopmat<float16_t, gl_ScopeSubgroup, TK, TN, gl_MatrixUseB> y[2];
    [[unroll]] for (uint c = 0; c < CHAINS; c++)
        sum[c] = coopmat<float, gl_ScopeSubgroup, TM, TN, gl_MatrixUseAccumulator>(a);
    [[unroll]] for (uint c = 0; c < 2; c++) {
        x[c] = coopmat<float16_t, gl_ScopeSubgroup, TM, TK, gl_MatrixUseA>(float16_t(a + c));
        y[c] = coopmat<float16_t, gl_ScopeSubgroup, TK, TN, gl_MatrixUseB>(float16_t(a - c));
    }
    for (int i = 0; i < steps; i++)
        [[unroll]] for (uint c = 0; c < CHAINS; c++) sum[c] = coopMatMulAdd(x[c % 2], y[c / 2], sum[c]);
    [[unroll]] for (uint c = 1; c < CHAINS; c++) sum[0] += sum[c];
    float total = 0;
    for (uint i = 0; i < sum[0].length(); i++) total += sum[0][i];
    if (total == 0.25) out_.v[0] = 1; // never, but the compiler cannot know
}
