// How the memory of tensors is taken and given back.
#include "shim.h"

#include <c10/core/CPUAllocator.h>
#include <c10/core/impl/alloc_cpu.h>

#include <atomic>
#include <cstdlib>
#include <list>
#include <mutex>
#include <unordered_map>

#if defined(__GLIBC__)
#include <malloc.h>

// Left alone, it hands blocks of a few megabytes back to the system as soon as they are free, and the system clears each page
// when it is asked for again: a tenth of the time of a tuning step. What is freed now stays with the process for the next tensor.
// Blocks above the first limit, the highest there is, are the system's own.
__attribute__((constructor)) static void keepFreedMemory() {
  mallopt(M_MMAP_THRESHOLD, 32 << 20);
  mallopt(M_TRIM_THRESHOLD, -1);
  mallopt(M_TOP_PAD, 64 << 20);
}
#endif

namespace {

constexpr size_t kLarge = 32 << 20;
constexpr size_t kMostKept = 4;  // freed blocks; one more, and the oldest goes

// Large blocks that are in use, and freed ones that wait for a tensor of exactly their size.
class LargeBlocks {
 public:
  void* take(size_t bytes) {
    std::lock_guard<std::mutex> lock(gate_);
    void* block = nullptr;
    for (auto kept = kept_.begin(); kept != kept_.end() && block == nullptr; ++kept) {
      if (kept->second != bytes) continue;
      block = kept->first;
      kept_.erase(kept);
      break;
    }
    if (block == nullptr) block = c10::alloc_cpu(bytes);
    used_[block] = bytes;
    return block;
  }

  void giveBack(void* block) {
    std::lock_guard<std::mutex> lock(gate_);
    auto used = used_.find(block);
    kept_.emplace_back(block, used->second);
    used_.erase(used);
    shrink(keeping ? kMostKept : 0);
  }

  void keep(bool keep) {
    std::lock_guard<std::mutex> lock(gate_);
    keeping = keep;
    if (!keep) shrink(0);
  }

  std::atomic<bool> keeping{false};

 private:
  void shrink(size_t most) {
    for (; kept_.size() > most; kept_.pop_front()) c10::free_cpu(kept_.front().first);
  }

  std::mutex gate_;
  std::unordered_map<void*, size_t> used_;
  std::list<std::pair<void*, size_t>> kept_;
};

LargeBlocks& largeBlocks() {
  static auto* blocks = new LargeBlocks();  // outlives every tensor
  return *blocks;
}

class KeepingAllocator final : public c10::Allocator {
 public:
  explicit KeepingAllocator(c10::Allocator* usual) : usual_(usual) {}

  at::DataPtr allocate(size_t bytes) const override {
    if (bytes < kLarge || !largeBlocks().keeping) return usual_->allocate(bytes);
    auto* block = largeBlocks().take(bytes);
    return {block, block, [](void* freed) { largeBlocks().giveBack(freed); }, at::Device(at::kCPU)};
  }

  at::DeleterFnPtr raw_deleter() const override { return usual_->raw_deleter(); }

 private:
  c10::Allocator* usual_;
};

}  // namespace

// Keeps a few large blocks too from now on, or gives them back as usual.
DEMUR_API int demur_keep_large_blocks(int keep) {
  return demur::run([&] {
    static std::once_flag once;
    if (keep != 0) {
      std::call_once(once, [] { c10::SetCPUAllocator(new KeepingAllocator(c10::GetCPUAllocator()), 1); });
    }
    largeBlocks().keep(keep != 0);
  });
}
