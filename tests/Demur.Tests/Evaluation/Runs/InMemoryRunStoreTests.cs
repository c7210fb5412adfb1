using Demur.Abstractions;
using Demur.Evaluation.Runs;

namespace Demur.Tests.Evaluation.Runs;

public sealed class InMemoryRunStoreTests : RunStoreConformance
{
    protected override IRunStore CreateStore() => new InMemoryRunStore();
}
