// Shared by all shaders: the types behind buffer addresses, the batch's parameters, the workgroup's sums.
//
// No descriptors: every operand is an address in the 128 bytes of push constants, laid out by the host as
//     uint64_t p[8]; int32_t i[12]; float f[4];
// A shader declares its own names for them, the ints at offset INTS, the floats at offset FLOATS:
//     layout(push_constant, scalar) uniform Push {
//         Params params; F32 x; F32 y;
//         layout(offset = INTS) int columns;
//         int rows; // one declaration each: an offset would hold for all of a list
//         layout(offset = FLOATS) float eps;
//     };
// Spec constants everywhere: 0 invocations of a workgroup, 1 those of a subgroup, 2 a TYPE (GGUF's number).
#ifndef COMMON_GLSL
#define COMMON_GLSL

#extension GL_EXT_buffer_reference : require
#extension GL_EXT_scalar_block_layout : require
#extension GL_EXT_control_flow_attributes : require
#extension GL_EXT_shader_16bit_storage : require
#extension GL_EXT_shader_explicit_arithmetic_types_int16 : enable
#extension GL_KHR_shader_subgroup_basic : require
#extension GL_KHR_shader_subgroup_arithmetic : require
#extension GL_KHR_shader_subgroup_shuffle : require

#define INTS   64
#define FLOATS 112

layout(local_size_x_id = 0, local_size_y = 1, local_size_z = 1) in;
layout(constant_id = 0) const uint WG = 64;
layout(constant_id = 1) const uint SG = 32;

// GGUF's type numbers
const uint TYPE_F32 = 0, TYPE_F16 = 1, TYPE_Q4_0 = 2, TYPE_Q4_1 = 3, TYPE_Q5_0 = 6, TYPE_Q5_1 = 7, TYPE_Q8_0 = 8,
           TYPE_Q2_K = 10, TYPE_Q3_K = 11, TYPE_Q4_K = 12, TYPE_Q5_K = 13, TYPE_Q6_K = 14, TYPE_IQ2_XXS = 16,
           TYPE_IQ2_XS = 17, TYPE_IQ3_XXS = 18, TYPE_IQ1_S = 19, TYPE_IQ4_NL = 20, TYPE_IQ3_S = 21, TYPE_IQ2_S = 22,
           TYPE_IQ4_XS = 23, TYPE_IQ1_M = 29, TYPE_BF16 = 30, TYPE_TQ1_0 = 34, TYPE_TQ2_0 = 35, TYPE_MXFP4 = 39,
           TYPE_NVFP4 = 40, TYPE_Q1_0 = 41, TYPE_Q2_0 = 42;

// Arrays of unknown length; index v. The address must be a multiple of buffer_reference_align.
layout(buffer_reference, scalar, buffer_reference_align = 4) buffer F32 { float v[]; };
layout(buffer_reference, scalar, buffer_reference_align = 16) buffer F32x4 { vec4 v[]; };
layout(buffer_reference, scalar, buffer_reference_align = 2) buffer F16 { float16_t v[]; };
layout(buffer_reference, scalar, buffer_reference_align = 8) buffer F16x4 { f16vec4 v[]; };
layout(buffer_reference, scalar, buffer_reference_align = 2) buffer U16 { uint16_t v[]; };
layout(buffer_reference, scalar, buffer_reference_align = 4) buffer U32 { uint v[]; };
layout(buffer_reference, scalar, buffer_reference_align = 8) buffer U32x2 { uvec2 v[]; };
layout(buffer_reference, scalar, buffer_reference_align = 16) buffer U32x4 { uvec4 v[]; };
layout(buffer_reference, scalar, buffer_reference_align = 4) buffer I32 { int v[]; };

// The batch: n tokens from `position` on, of which the `wanted` last ones give logits. Texts that do not see each other:
// token[texts + 2 t] is the first token of t's, token[texts + 2 t + 1] the first of the next (position is then 0).
layout(buffer_reference, scalar, buffer_reference_align = 16) buffer Params {
    int position, n, wanted, texts; // 0: all is one text
    int token[];
};

// Activation functions, numbered as in infer.h.
const uint ACT_SILU = 0, ACT_GELU = 1, ACT_RELU = 2, ACT_RELU2 = 3, ACT_OAI = 4;

float gelu(float x) { return x / (1.0 + exp(-1.5957691216057308 * x * (1.0 + 0.044715 * x * x))); }
float silu(float x) { return x / (1.0 + exp(-x)); }
float softplus(float x) {
    float e = exp(min(x, 20.0));
    return x > 20.0 ? x : e < 1e-3 ? e - 0.5 * e * e : log(1.0 + e);
}

// act(gate) * up. limit > 0: up at most that far from 0, and silu(gate) at most that. OAI (gpt-oss): gate at most 7, up
// within 7, gate * sigmoid(1.702 gate) * (up + 1).
float gated(uint act, float gate, float up, float limit) {
    if (act == ACT_OAI) limit = 7.0, gate = min(gate, limit);
    if (limit > 0.0) up = clamp(up, -limit, limit);
    if (act == ACT_OAI) return gate / (1.0 + exp(-1.702 * gate)) * (up + 1.0);
    if (act == ACT_GELU) return gelu(gate) * up;
    if (act == ACT_RELU2 || act == ACT_RELU) return max(gate, 0.0) * (act == ACT_RELU2 ? max(gate, 0.0) : 1.0) * up;
    return (limit > 0.0 ? min(silu(gate), limit) : silu(gate)) * up;
}
float gated(uint act, float gate, float up) { return gated(act, gate, up, 0.0); }

// tanh(x) for any x: the hardware's overflows on some machines.
float tanh_safe(float x) { return 1.0 - 2.0 / (exp(2.0 * clamp(x, -15.0, 15.0)) + 1.0); }
float soft_cap(float x, float cap) { return cap > 0.0 ? cap * tanh_safe(x / cap) : x; }

#endif
