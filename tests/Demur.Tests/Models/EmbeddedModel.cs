using Demur.Models;
using Demur.Tensors;

namespace Demur.Tests.Models;

/// <summary>The embedded model in float32, loaded once for all tests of a class.</summary>
public sealed class EmbeddedModel : IDisposable
{
    public LocalModel Local { get; } = LocalModel.Open(options: new LocalModelOptions { DType = ScalarType.Float32 });

    public void Dispose() => Local.Dispose();
}
