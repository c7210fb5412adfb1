// Products of few rows with a weight that is stored row by row, without repacking it, at the speed of memory.
#pragma once

namespace demur::kernels {
namespace {

// How many elements one step takes, and how it adds their products to a vector of sums.
inline __attribute__((always_inline)) vec addProducts(vec sum, const float* x, const float* w) { return sum + load(x) * load(w); }

#if defined(__AVX512BF16__)
constexpr int kBf16Step = 32;
inline __attribute__((always_inline)) vec addProducts(vec sum, const bf16* x, const bf16* w) {
  __m512i left = _mm512_loadu_si512(x), right = _mm512_loadu_si512(w);
  __m512 result = _mm512_dpbf16_ps(reinterpret_cast<__m512&>(sum), reinterpret_cast<__m512bh&>(left), reinterpret_cast<__m512bh&>(right));
  return (vec)result;
}
#else
constexpr int kBf16Step = kLanes;
inline __attribute__((always_inline)) vec addProducts(vec sum, const bf16* x, const bf16* w) { return sum + load(x) * load(w); }
#endif

template <class T>
constexpr int kStep = sizeof(T) == 2 ? kBf16Step : kLanes;

// Adds up the lanes of N vectors; the sums come out in order. N is a power of two up to kLanes.
template <int N>
inline __attribute__((always_inline)) void totals(const vec* sums, float* out) {
#if defined(__AVX512F__)
  if constexpr (N == 16) {
    __m512 t[16];
    for (int i = 0; i < 16; ++i) t[i] = reinterpret_cast<const __m512&>(sums[i]);
    __m512 u[8], q[4];
    for (int i = 0; i < 8; ++i) u[i] = _mm512_add_ps(_mm512_unpacklo_ps(t[2 * i], t[2 * i + 1]), _mm512_unpackhi_ps(t[2 * i], t[2 * i + 1]));
    for (int i = 0; i < 4; ++i) {
      q[i] = _mm512_add_ps(_mm512_castpd_ps(_mm512_unpacklo_pd(_mm512_castps_pd(u[2 * i]), _mm512_castps_pd(u[2 * i + 1]))),
                           _mm512_castpd_ps(_mm512_unpackhi_pd(_mm512_castps_pd(u[2 * i]), _mm512_castps_pd(u[2 * i + 1]))));
    }
    // Each 128-bit part of q[i] now holds partial sums of vectors 4i to 4i + 3.
    __m512 a = _mm512_add_ps(_mm512_shuffle_f32x4(q[0], q[1], 0x88), _mm512_shuffle_f32x4(q[0], q[1], 0xDD));
    __m512 b = _mm512_add_ps(_mm512_shuffle_f32x4(q[2], q[3], 0x88), _mm512_shuffle_f32x4(q[2], q[3], 0xDD));
    __m512 all = _mm512_add_ps(_mm512_shuffle_f32x4(a, b, 0x88), _mm512_shuffle_f32x4(a, b, 0xDD));
    _mm512_storeu_ps(out, all);
    return;
  }
#endif
  for (int i = 0; i < N; ++i) out[i] = total(sums[i]);
}

// Rows of w in a tile: with four rows of x their sums, and what is multiplied, just fit the registers.
constexpr int kColumns = kLanes == 16 ? 4 : 2;

// What k left over after whole steps, and the bias.
template <int MT, int NT, class T, class Out>
void addRest(const Product<T, Out>& p, int64_t m, int64_t n, int64_t k, float* out) {
  for (int i = 0; i < MT; ++i) {
    for (int j = 0; j < NT; ++j) {
      const T* x = p.x.first + (m + i) * p.x.stride;
      const T* w = p.w.first + (n + j) * p.w.stride;
      for (int64_t rest = k; rest < p.k; ++rest) out[i * NT + j] += toFloat(x[rest]) * toFloat(w[rest]);
      if (p.bias != nullptr) out[i * NT + j] += toFloat(p.bias[n + j]);
    }
  }
}

// MT rows of x by NT rows of w. The first tile to touch its rows of w asks for those of the next: each row is too short
// for the processor to guess them.
template <int MT, int NT, bool First, class T, class Out>
inline __attribute__((always_inline)) void tile(const Product<T, Out>& p, int64_t m, int64_t n) {
  constexpr int step = kStep<T>;
  vec sums[MT * NT];
  for (auto& sum : sums) sum = vec{};
  const T* x[MT];
  const T* w[NT];
  for (int i = 0; i < MT; ++i) x[i] = p.x.first + (m + i) * p.x.stride;
  for (int j = 0; j < NT; ++j) w[j] = p.w.first + (n + j) * p.w.stride;
  int64_t ahead = NT * p.w.stride;
  int64_t k = 0;
  for (; k + step <= p.k; k += step) {
    if constexpr (First) {
#pragma GCC unroll 16
      for (int j = 0; j < NT; ++j) __builtin_prefetch(w[j] + k + ahead, 0, 2);
    }
#pragma GCC unroll 4
    for (int i = 0; i < MT; ++i) {
#pragma GCC unroll 16
      for (int j = 0; j < NT; ++j) sums[i * NT + j] = addProducts(sums[i * NT + j], x[i] + k, w[j] + k);
    }
  }
  float out[MT * NT];
  totals<MT * NT>(sums, out);
  if (k < p.k || p.bias != nullptr) addRest<MT, NT>(p, m, n, k, out);
  for (int i = 0; i < MT; ++i) {
    for (int j = 0; j < NT; ++j) put(p.y.first + (m + i) * p.y.stride + n + j, out[i * NT + j]);
  }
}

template <int NT, class T, class Out>
inline __attribute__((always_inline)) void columns(const Product<T, Out>& p, int64_t n) {
  int64_t m = 0;
  if (m + 4 <= p.m) tile<4, NT, true>(p, m, n), m += 4;
  for (; m + 4 <= p.m; m += 4) tile<4, NT, false>(p, m, n);
  if (m + 2 <= p.m) tile<2, NT, true>(p, m, n), m += 2;
  if (m < p.m) tile<1, NT, true>(p, m, n);
}

constexpr int64_t kPage = 4096;

// A single row of x and NT rows of w, one after the other: memory is read in one stream, which the processor runs ahead of,
// but only to the end of a page, whose successor's place it has to look up first. So one line of each page is asked for
// two rows earlier.
template <int NT, class T, class Out>
inline __attribute__((always_inline)) void rowAfterRow(const Product<T, Out>& p, int64_t n) {
  constexpr int step = kStep<T>, together = 4;
  vec sums[NT];
  int64_t k = 0;
  for (int j = 0; j < NT; ++j) {
    const T* x = p.x.first;
    const T* w = p.w.first + (n + j) * p.w.stride;
    vec some[together] = {};
    for (int64_t page = 0; page < p.k; page += kPage / int64_t(sizeof(T))) __builtin_prefetch(w + 2 * p.w.stride + page);
    for (k = 0; k + together * step <= p.k; k += together * step) {
#pragma GCC unroll 4
      for (int i = 0; i < together; ++i) some[i] = addProducts(some[i], x + k + i * step, w + k + i * step);
    }
    for (; k + step <= p.k; k += step) some[0] = addProducts(some[0], x + k, w + k);
    sums[j] = (some[0] + some[1]) + (some[2] + some[3]);
  }
  float out[NT];
  totals<NT>(sums, out);
  if (k < p.k || p.bias != nullptr) addRest<1, NT>(p, 0, n, k, out);
  for (int j = 0; j < NT; ++j) put(p.y.first + n + j, out[j]);
}

template <class T, class Out>
void product(const Product<T, Out>& p, int64_t n0, int64_t n1) {
  int64_t n = n0;
  if (p.m == 1) {
    for (; n + kLanes <= n1; n += kLanes) rowAfterRow<kLanes>(p, n);
  }
  for (; n + kColumns <= n1; n += kColumns) columns<kColumns>(p, n);
  for (; n < n1; ++n) columns<1>(p, n);
}

}  // namespace
}  // namespace demur::kernels
