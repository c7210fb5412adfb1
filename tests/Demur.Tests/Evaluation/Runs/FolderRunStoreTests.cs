using Demur.Abstractions;
using Demur.Evaluation.Runs;
using Demur.Tests.Testing;

namespace Demur.Tests.Evaluation.Runs;

public sealed class FolderRunStoreTests : RunStoreConformance, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    protected override IRunStore CreateStore() => new FolderRunStore(_folder.File("runs"));
}
