// Products with weights that stay as GGUF stores them: blocks of 32 codes with a scale, and a minimum in Q4_1.
// What a block decodes to is exact in float32: codes of 4 or 8 bits times a scale of 11 bits.
#pragma once

namespace demur::kernels {
namespace {

constexpr int kBlock = 32;
constexpr int kParts = kBlock / kLanes;

// kLanes bytes as whole numbers.
inline __attribute__((always_inline)) ivec bytesAt(const uint8_t* from) {
#if defined(__AVX512F__)
  return (ivec)_mm512_cvtepu8_epi32(_mm_loadu_si128(reinterpret_cast<const __m128i*>(from)));
#elif defined(__AVX2__)
  return (ivec)_mm256_cvtepu8_epi32(_mm_loadl_epi64(reinterpret_cast<const __m128i*>(from)));
#else
  return ivec{from[0], from[1], from[2], from[3]};
#endif
}

// The same for bytes with a sign.
inline __attribute__((always_inline)) ivec signedBytesAt(const uint8_t* from) {
#if defined(__AVX512F__)
  return (ivec)_mm512_cvtepi8_epi32(_mm_loadu_si128(reinterpret_cast<const __m128i*>(from)));
#elif defined(__AVX2__)
  return (ivec)_mm256_cvtepi8_epi32(_mm_loadl_epi64(reinterpret_cast<const __m128i*>(from)));
#else
  return (bytesAt(from) ^ 128) - 128;
#endif
}

inline __attribute__((always_inline)) float fromHalf(const uint8_t* from) {
  uint16_t bits;
  __builtin_memcpy(&bits, from, 2);
#if defined(__F16C__)
  return _cvtsh_ss(bits);
#else
  // The exponent moves from 5 bits to 8; what is below the normal range is a whole number of 2^-24.
  uint32_t sign = static_cast<uint32_t>(bits & 0x8000u) << 16, rest = bits & 0x7FFFu;
  if (rest < 0x400u) return (sign != 0 ? -1.0f : 1.0f) * static_cast<float>(rest) * 5.9604644775390625e-8f;
  uint32_t wide = sign | (rest >= 0x7C00u ? 0x7F800000u | (rest & 0x3FFu) << 13 : (rest << 13) + 0x38000000u);
  float value;
  __builtin_memcpy(&value, &wide, 4);
  return value;
#endif
}

// A block's scale, or its minimum, in every lane.
inline __attribute__((always_inline)) vec halfEverywhere(const uint8_t* from) {
#if defined(__AVX512F__)
  uint16_t bits;
  __builtin_memcpy(&bits, from, 2);
  return (vec)_mm512_cvtph_ps(_mm256_set1_epi16(static_cast<short>(bits)));
#elif defined(__AVX2__)
  uint16_t bits;
  __builtin_memcpy(&bits, from, 2);
  return (vec)_mm256_cvtph_ps(_mm_set1_epi16(static_cast<short>(bits)));
#else
  return splat(fromHalf(from));
#endif
}

// A block's codes as numbers around zero (from zero on in Q4_1), in order.
template <BlockFormat Format>
inline __attribute__((always_inline)) void codesOf(const uint8_t* block, vec* codes) {
  if constexpr (Format == BlockFormat::Q8_0) {
    for (int i = 0; i < kParts; ++i) codes[i] = __builtin_convertvector(signedBytesAt(block + 2 + i * kLanes), vec);
    return;
  }
  // Byte j holds value j in its lower half and value j + 16 in its upper half.
  const uint8_t* first = block + (Format == BlockFormat::Q4_1 ? 4 : 2);
#if defined(__AVX512F__)
  // The lookup reads the lower four bits of each lane and no others.
  const __m512 from0 = _mm512_setr_ps(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  const __m512 numbers = Format == BlockFormat::Q4_1 ? from0 : _mm512_sub_ps(from0, _mm512_set1_ps(8));
  __m512i bytes = (__m512i)bytesAt(first);
  codes[0] = (vec)_mm512_permutexvar_ps(bytes, numbers);
  codes[1] = (vec)_mm512_permutexvar_ps(_mm512_srli_epi32(bytes, 4), numbers);
#else
  for (int i = 0; i < kParts / 2; ++i) {
    ivec bytes = bytesAt(first + i * kLanes);
    ivec zero = ivec{} + (Format == BlockFormat::Q4_1 ? 0 : 8);
    codes[i] = __builtin_convertvector((bytes & 15) - zero, vec);
    codes[i + kParts / 2] = __builtin_convertvector((bytes >> 4) - zero, vec);
  }
#endif
}

// One block as float32, in order.
template <BlockFormat Format>
inline __attribute__((always_inline)) void decode(const uint8_t* block, vec* values) {
  codesOf<Format>(block, values);
  vec scale = halfEverywhere(block), minimum = Format == BlockFormat::Q4_1 ? halfEverywhere(block + 2) : vec{};
#pragma GCC unroll 8
  for (int i = 0; i < kParts; ++i) values[i] = Format == BlockFormat::Q4_1 ? values[i] * scale + minimum : values[i] * scale;
}

template <BlockFormat Format, class T>
void unpackRows(const BlockRows& w, int64_t k, int64_t n0, int64_t n1, T* out) {
  for (int64_t n = n0; n < n1; ++n) {
    const uint8_t* block = w.first + n * w.stride;
    for (int64_t at = 0; at < k; at += kBlock, block += blockBytes(Format), out += kBlock) {
      vec values[kParts];
      decode<Format>(block, values);
      for (int i = 0; i < kParts; ++i) store(out + i * kLanes, values[i]);
    }
  }
}

// Rows n0 to n1 of the weight, one after the other.
template <class T>
void unpack(const BlockRows& w, int64_t k, int64_t n0, int64_t n1, T* out) {
  switch (w.format) {
    case BlockFormat::Q4_0: return unpackRows<BlockFormat::Q4_0>(w, k, n0, n1, out);
    case BlockFormat::Q4_1: return unpackRows<BlockFormat::Q4_1>(w, k, n0, n1, out);
    case BlockFormat::Q8_0: return unpackRows<BlockFormat::Q8_0>(w, k, n0, n1, out);
  }
}

// MT rows of x by NT rows of w; see tile() of product.h.
template <BlockFormat Format, int MT, int NT, class Out>
inline __attribute__((always_inline)) void blockTile(const BlockProduct<Out>& p, int64_t m, int64_t n) {
  vec sums[MT * NT];
  for (auto& sum : sums) sum = vec{};
  const float* x = p.x.first + m * p.x.stride;
  const uint8_t* w = p.w.first + n * p.w.stride;
  int64_t ahead = NT * p.w.stride;
  for (int64_t at = 0; at < p.k; at += kBlock, w += blockBytes(Format)) {
#pragma GCC unroll 16
    for (int j = 0; j < NT; ++j) {
      const uint8_t* block = w + j * p.w.stride;
      __builtin_prefetch(block + ahead);
      vec values[kParts];
      decode<Format>(block, values);
#pragma GCC unroll 4
      for (int i = 0; i < MT; ++i) {
#pragma GCC unroll 8
        for (int part = 0; part < kParts; ++part) sums[i * NT + j] += values[part] * load(x + i * p.x.stride + at + part * kLanes);
      }
    }
  }
  float out[MT * NT];
  totals<MT * NT>(sums, out);
  for (int i = 0; i < MT; ++i) {
    for (int j = 0; j < NT; ++j) put(p.y.first + (m + i) * p.y.stride + n + j, out[i * NT + j] + (p.bias == nullptr ? 0 : p.bias[n + j]));
  }
}

// The products of one block with 32 places of x, not yet added up, added to a sum.
template <BlockFormat Format>
inline __attribute__((always_inline)) vec addBlock(vec sum, const uint8_t* block, const float* x) {
  vec values[kParts];
  if constexpr (Format == BlockFormat::Q4_1) {
    decode<Format>(block, values);
#pragma GCC unroll 8
    for (int part = 0; part < kParts; ++part) sum += values[part] * load(x + part * kLanes);
    return sum;
  }
  // The sum of a block is scaled, not each number.
  codesOf<Format>(block, values);
  vec products = values[0] * load(x);
#pragma GCC unroll 8
  for (int part = 1; part < kParts; ++part) products += values[part] * load(x + part * kLanes);
  return sum + products * halfEverywhere(block);
}

// The processor runs less far ahead of blocks than of whole vectors, so lines so many bytes further on are asked for.
constexpr int64_t kBytesAhead = 1536;

// A single row of x and NT rows of w, one after the other; see rowAfterRow() of product.h.
template <BlockFormat Format, int NT, class Out>
inline __attribute__((always_inline)) void blockRowAfterRow(const BlockProduct<Out>& p, int64_t n) {
  constexpr int together = 4;
  constexpr int64_t bytes = blockBytes(Format);
  vec sums[NT];
  for (int j = 0; j < NT; ++j) {
    const float* x = p.x.first;
    const uint8_t* block = p.w.first + (n + j) * p.w.stride;
    for (int64_t page = 0; page < p.w.stride; page += kPage) __builtin_prefetch(block + 2 * p.w.stride + page);
    vec some[together] = {};
    int64_t k = 0;
    for (; k + together * kBlock <= p.k; k += together * kBlock, block += together * bytes, x += together * kBlock) {
      for (int64_t line = 0; line < together * bytes; line += kLine) __builtin_prefetch(block + kBytesAhead + line);
#pragma GCC unroll 4
      for (int i = 0; i < together; ++i) some[i] = addBlock<Format>(some[i], block + i * bytes, x + i * kBlock);
    }
    for (; k < p.k; k += kBlock, block += bytes, x += kBlock) some[0] = addBlock<Format>(some[0], block, x);
    sums[j] = (some[0] + some[1]) + (some[2] + some[3]);
  }
  float out[NT];
  totals<NT>(sums, out);
  for (int j = 0; j < NT; ++j) put(p.y.first + n + j, out[j] + (p.bias == nullptr ? 0 : p.bias[n + j]));
}

template <BlockFormat Format, int NT, class Out>
inline __attribute__((always_inline)) void blockColumns(const BlockProduct<Out>& p, int64_t n) {
  int64_t m = 0;
  for (; m + 4 <= p.m; m += 4) blockTile<Format, 4, NT>(p, m, n);
  if (m + 2 <= p.m) blockTile<Format, 2, NT>(p, m, n), m += 2;
  if (m < p.m) blockTile<Format, 1, NT>(p, m, n);
}

template <BlockFormat Format, class Out>
void formattedProduct(const BlockProduct<Out>& p, int64_t n0, int64_t n1) {
  int64_t n = n0;
  if (p.m == 1) {
    for (; n + kLanes <= n1; n += kLanes) blockRowAfterRow<Format, kLanes>(p, n);
  }
  for (; n + kColumns <= n1; n += kColumns) blockColumns<Format, kColumns>(p, n);
  for (; n < n1; ++n) blockColumns<Format, 1>(p, n);
}

template <class Out>
void blockProduct(const BlockProduct<Out>& p, int64_t n0, int64_t n1) {
  switch (p.w.format) {
    case BlockFormat::Q4_0: return formattedProduct<BlockFormat::Q4_0>(p, n0, n1);
    case BlockFormat::Q4_1: return formattedProduct<BlockFormat::Q4_1>(p, n0, n1);
    case BlockFormat::Q8_0: return formattedProduct<BlockFormat::Q8_0>(p, n0, n1);
  }
}

}  // namespace
}  // namespace demur::kernels
