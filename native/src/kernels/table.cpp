// Picks the widest build of the kernels that the processor can run.
#include "kernels.h"

#include <cstdlib>
#include <cstring>

namespace demur::kernels {

extern const Table base;
#ifdef DEMUR_WIDE_KERNELS
extern const Table avx2;
extern const Table avx512;
extern const Table avx512bf16;
#endif

static const Table& choose([[maybe_unused]] const char* limit) {
#ifdef DEMUR_WIDE_KERNELS
  __builtin_cpu_init();
  bool hasAvx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  bool hasAvx512 = hasAvx2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                   __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
  bool hasBf16 = hasAvx512 && __builtin_cpu_supports("avx512bf16");
  auto allowed = [&](const char* name) { return limit == nullptr || *limit == 0 || std::strcmp(limit, name) == 0; };
  if (hasBf16 && allowed("avx512bf16")) return avx512bf16;
  if (hasAvx512 && allowed("avx512")) return avx512;
  if (hasAvx2 && allowed("avx2")) return avx2;
#endif
  return base;
}

static const Table*& current() {
  static const Table* chosen = &choose(std::getenv("DEMUR_KERNELS"));
  return chosen;
}

const Table& table() { return *current(); }

bool use(const char* name) {
  const Table& wanted = choose(name);
  current() = &wanted;
  return name == nullptr || std::strcmp(wanted.name, name) == 0;
}

}  // namespace demur::kernels
