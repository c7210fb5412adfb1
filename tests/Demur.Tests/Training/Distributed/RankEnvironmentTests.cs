using Demur.Abstractions;
using Demur.Training.Distributed;
using Xunit;

namespace Demur.Tests.Training.Distributed;

public sealed class RankEnvironmentTests
{
    [Theory]
    [InlineData(null, true, true)]
    [InlineData(null, false, false)]
    [InlineData("gloo", true, false)]
    [InlineData("nccl", true, true)]
    public void Nccl_is_used_where_it_is_there_unless_gloo_is_named(string? backend, bool there, bool used) =>
        Assert.Equal(used, RankEnvironment.UsesNccl(_ => backend, there));

    [Theory]
    [InlineData("nccl", "no NCCL")]
    [InlineData("mpi", "gloo and nccl")]
    public void A_backend_that_is_not_there_is_one_clear_error(string backend, string says)
    {
        var exception = Assert.Throws<DemurException>(() => RankEnvironment.UsesNccl(name => name == "DEMUR_BACKEND" ? backend : null, there: false));

        Assert.Contains(says, exception.Message, StringComparison.Ordinal);
    }
}
