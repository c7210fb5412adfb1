// Counts the processor instructions of three hot paths, executed one at a time, so that the figures depend on code and compiler
// alone and on no clock. usage: demur_instructions BUILD (avx2, avx512, avx512bf16, amx)
// Prints the compiler and then a line for each path: its name and its instructions. Exit code 2: the processor cannot run that
// build; 3: this machine lets nobody trace a process.
#include "../src/kernels/kernels.h"

#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <vector>

using namespace demur::kernels;

namespace {

constexpr int kEdge = SIGUSR1;  // the counted process raises it where a path begins and where it ends
constexpr const char* kPaths[] = {"panel-product", "block-product", "cached-attention"};
constexpr bf16 kOne = {0x3F80};

// The first run is not counted: it settles which functions of the C library are taken.
template <class F>
void counted(F&& path) {
  path();
  std::raise(kEdge);
  path();
  std::raise(kEdge);
}

// Many rows with a weight: tuning, and prompts.
void panelProduct() {
  constexpr int64_t rows = 16, width = 128, columns = 48;
  std::vector<bf16> x(rows * width, kOne), w(columns * width, kOne), y(rows * columns);
  std::vector<float> scratch(table().forBFloat16.panelScratch(rows, width, 0));
  Product<bf16, bf16> product{rows, width, {x.data(), width}, {w.data(), width}, nullptr, {y.data(), columns}};
  counted([&] { table().forBFloat16.panelProduct(product, false, 0, columns, scratch.data()); });
}

// One row with a weight in 4 bits: the next token of one conversation.
void blockProduct() {
  constexpr int64_t width = 192, columns = 32, stride = width / 32 * blockBytes(BlockFormat::Q4_1);
  std::vector<float> x(width, 1);
  std::vector<uint8_t> w(columns * stride, 1);
  std::vector<bf16> y(columns);
  BlockProduct<bf16> product{1, width, {x.data(), width}, {w.data(), stride, BlockFormat::Q4_1}, nullptr, {y.data(), columns}};
  counted([&] { table().forBFloat16.blockProduct(product, 0, columns); });
}

// One query over the keys of its conversation and of the beginning that all share.
void cachedAttention() {
  constexpr int64_t heads = 9, keyHeads = 3, size = 64, capacity = 64, shared = 32;
  std::vector<float> query(heads * size, 0.01f), scratch(table().forBFloat16.prefixScratch(heads / keyHeads, capacity + shared, size, size));
  std::vector<bf16> output(heads * size), keys(keyHeads * size * capacity, kOne), values(keys), sharedKeys(keyHeads * size * shared, kOne), sharedValues(sharedKeys);
  PrefixRow row{0, 1, 0, 40, 20};
  PrefixAttention<bf16> call{query.data(), output.data(), keys.data(), values.data(), sharedKeys.data(), sharedValues.data(), heads, keyHeads, size, size, capacity, shared, 0, 0, &row};
  counted([&] { table().forBFloat16.prefixAttention(call, {0, 0, 0, heads / keyHeads}, scratch.data()); });
}

int waitFor(pid_t child) {
  int status = 0;
  waitpid(child, &status, 0);
  return status;
}

// Lets the process run to the next edge; false when it ended before.
bool reachEdge(pid_t child) {
  for (;;) {
    ptrace(PTRACE_CONT, child, nullptr, nullptr);
    int status = waitFor(child);
    if (!WIFSTOPPED(status)) return false;
    if (WSTOPSIG(status) == kEdge) return true;
  }
}

// Steps to the next edge; -1 when the process ended or failed before.
int64_t stepsToEdge(pid_t child) {
  for (int64_t steps = 0;; ++steps) {
    ptrace(PTRACE_SINGLESTEP, child, nullptr, nullptr);
    int status = waitFor(child);
    if (!WIFSTOPPED(status)) return -1;
    if (WSTOPSIG(status) == kEdge) return steps;
    if (WSTOPSIG(status) != SIGTRAP) return -1;
  }
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 2) {
    std::fprintf(stderr, "usage: demur_instructions avx2|avx512|avx512bf16|amx\n");
    return 1;
  }
  if (!use(arguments[1])) return 2;
  pid_t child = fork();
  if (child == 0) {
    if (ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) != 0) return 3;
    std::raise(SIGSTOP);
    panelProduct();
    blockProduct();
    cachedAttention();
    return 0;
  }
  int status = child < 0 ? 0 : waitFor(child);
  if (!WIFSTOPPED(status)) return 3;
  std::printf("compiler %s\n", __VERSION__);
  for (const char* path : kPaths) {
    int64_t steps = reachEdge(child) ? stepsToEdge(child) : -1;
    if (steps < 0) {
      std::fprintf(stderr, "%s ended before its path did\n", path);
      return 1;
    }
    std::printf("%s %lld\n", path, static_cast<long long>(steps));
  }
  ptrace(PTRACE_CONT, child, nullptr, nullptr);
  return waitFor(child) == 0 ? 0 : 1;
}
