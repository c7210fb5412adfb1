// Picks the widest build of the kernels that the processor can run.
#include "kernels.h"

#include <cstdlib>
#include <cstring>

#ifdef DEMUR_AMX_KERNELS
#include <cpuid.h>
#include <sys/syscall.h>
#include <unistd.h>
#endif

namespace demur::kernels {

extern const Table base;
#ifdef DEMUR_WIDE_KERNELS
extern const Table avx2;
extern const Table avx512;
extern const Table avx512bf16;
#endif
#ifdef DEMUR_AMX_KERNELS
extern const Table amx;

// Linux lets a process use the registers only after it has asked; they make every signal frame larger.
static bool mayUseMatrices() {
  constexpr long kRequest = 0x1023, kTileData = 18;
  static const bool may = [] {
    unsigned a, b, c, d;
    bool has = __get_cpuid_count(7, 0, &a, &b, &c, &d) && (d & 1u << 22) && (d & 1u << 24);
    return has && syscall(SYS_arch_prctl, kRequest, kTileData) == 0;
  }();
  return may;
}
#endif

static const Table& choose([[maybe_unused]] const char* limit) {
#ifdef DEMUR_WIDE_KERNELS
  __builtin_cpu_init();
  bool hasAvx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  bool hasAvx512 = hasAvx2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                   __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
  bool hasBf16 = hasAvx512 && __builtin_cpu_supports("avx512bf16");
  auto allowed = [&](const char* name) { return limit == nullptr || *limit == 0 || std::strcmp(limit, name) == 0; };
#ifdef DEMUR_AMX_KERNELS
  if (hasBf16 && allowed("amx") && mayUseMatrices()) return amx;
#endif
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
