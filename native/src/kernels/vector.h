// Vectors of the widest registers that this build of the kernels may use, by GCC's and Clang's vector extension.
#pragma once

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace demur::kernels {
namespace {

#if defined(__AVX512F__)
constexpr int kLanes = 16;
#elif defined(__AVX2__)
constexpr int kLanes = 8;
#else
constexpr int kLanes = 4;
#endif

typedef float vec __attribute__((vector_size(kLanes * 4)));
typedef int32_t ivec __attribute__((vector_size(kLanes * 4)));
typedef uint32_t uvec __attribute__((vector_size(kLanes * 4)));
typedef uint16_t hvec __attribute__((vector_size(kLanes * 2)));
typedef float vecInMemory __attribute__((vector_size(kLanes * 4), aligned(4), may_alias));
typedef uint16_t hvecInMemory __attribute__((vector_size(kLanes * 2), aligned(2), may_alias));

inline int64_t atLeast(int64_t x, int64_t least) { return x < least ? least : x; }
inline int64_t atMost(int64_t x, int64_t most) { return x > most ? most : x; }

inline __attribute__((always_inline)) vec splat(float x) { return vec{} + x; }

inline __attribute__((always_inline)) float toFloat(float x) { return x; }
inline __attribute__((always_inline)) float toFloat(bf16 x) {
  uint32_t bits = static_cast<uint32_t>(x.bits) << 16;
  float value;
  __builtin_memcpy(&value, &bits, 4);
  return value;
}

// Rounds to nearest, ties to even; not-a-number stays that.
inline __attribute__((always_inline)) bf16 toBf16(float x) {
  uint32_t bits;
  __builtin_memcpy(&bits, &x, 4);
  if (x != x) return {0x7FC0};
  return {static_cast<uint16_t>((bits + 0x7FFFu + ((bits >> 16) & 1u)) >> 16)};
}

inline __attribute__((always_inline)) void put(float* target, float x) { *target = x; }
inline __attribute__((always_inline)) void put(bf16* target, float x) { *target = toBf16(x); }

inline __attribute__((always_inline)) vec load(const float* from) { return *reinterpret_cast<const vecInMemory*>(from); }
inline __attribute__((always_inline)) vec load(const bf16* from) {
  hvec half = *reinterpret_cast<const hvecInMemory*>(from);
  uvec bits = __builtin_convertvector(half, uvec) << 16;
  return (vec)bits;
}

inline __attribute__((always_inline)) void store(float* to, vec x) { *reinterpret_cast<vecInMemory*>(to) = x; }
inline __attribute__((always_inline)) void store(bf16* to, vec x) {
#if defined(__AVX512BF16__)
  __m256bh rounded = _mm512_cvtneps_pbh((__m512)x);
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(to), (__m256i)rounded);
#else
  uvec bits = (uvec)x;
  uvec rounded = (bits + 0x7FFFu + ((bits >> 16) & 1u)) >> 16;
  ivec isNumber = (x == x);
  uvec chosen = (rounded & (uvec)isNumber) | (0x7FC0u & ~(uvec)isNumber);
  *reinterpret_cast<hvecInMemory*>(to) = __builtin_convertvector(chosen, hvec);
#endif
}

inline __attribute__((always_inline)) vec select(ivec where, vec yes, vec no) {
  ivec bits = ((ivec)yes & where) | ((ivec)no & ~where);
  return (vec)bits;
}

inline __attribute__((always_inline)) vec larger(vec a, vec b) { return select(a > b, a, b); }

inline __attribute__((always_inline)) float total(vec x) {
#if defined(__AVX512F__)
  return _mm512_reduce_add_ps((__m512)x);
#elif defined(__AVX2__)
  __m256 all = (__m256)x;
  __m128 four = _mm_add_ps(_mm256_castps256_ps128(all), _mm256_extractf128_ps(all, 1));
  __m128 two = _mm_add_ps(four, _mm_movehl_ps(four, four));
  return _mm_cvtss_f32(_mm_add_ss(two, _mm_shuffle_ps(two, two, 1)));
#else
  return (x[0] + x[1]) + (x[2] + x[3]);
#endif
}

inline __attribute__((always_inline)) float largest(vec x) {
  float most = x[0];
  for (int i = 1; i < kLanes; ++i) most = x[i] > most ? x[i] : most;
  return most;
}

// e^x to about two units in the last place; 0 below -87.3, where float32 would leave the normal range.
inline __attribute__((always_inline)) vec exponential(vec x) {
  vec low = splat(-87.3f);
  ivec inRange = ~(x <= low);  // not-a-number counts as in range, so that it comes out again
  vec clamped = select(inRange, x, low);
  clamped = select(clamped > splat(88.7f), splat(88.7f), clamped);
  // Adding and taking away 1.5 * 2^23 rounds to the nearest whole number.
  vec magic = splat(12582912.0f);
  vec whole = (clamped * 1.44269504f + magic) - magic;
  vec rest = clamped - whole * 0.693359375f;
  rest = rest + whole * 2.12194440e-4f;
  vec p = splat(1.9875691500e-4f);
  p = p * rest + 1.3981999507e-3f;
  p = p * rest + 8.3334519073e-3f;
  p = p * rest + 4.1665795894e-2f;
  p = p * rest + 1.6666665459e-1f;
  p = p * rest + 5.0000001201e-1f;
  p = p * rest * rest + rest + 1.0f;
  ivec power = (__builtin_convertvector(whole, ivec) + 127) << 23;
  vec result = p * (vec)power;
  return select(inRange, result, vec{});
}

inline __attribute__((always_inline)) vec sigmoid(vec x) { return 1.0f / (1.0f + exponential(-x)); }

// 1 - 2 / (e^2x + 1): exact enough where it is used, on scores and logits before a softmax.
inline __attribute__((always_inline)) vec hyperbolicTangent(vec x) { return 1.0f - 2.0f / (exponential(x * 2.0f) + 1.0f); }

// One number through a vector function.
template <class F>
inline __attribute__((always_inline)) float through(F&& f, float x) { return f(splat(x))[0]; }

}  // namespace
}  // namespace demur::kernels
