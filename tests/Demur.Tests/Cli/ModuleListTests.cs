using Demur.Cli.Checkpoints;
using Xunit;

namespace Demur.Tests.Cli;

public sealed class ModuleListTests
{
    [Theory]
    [InlineData("q_proj,v_proj", "q_proj, v_proj")]
    [InlineData("h.1.up,h.0.up,h.2.up,h.0.down", "h.0-2.up, h.0.down")]
    [InlineData("h.0.up,h.2.up", "h.0.up, h.2.up")]
    [InlineData("h.07.up,h.8.up", "h.07.up, h.8.up")]
    public void Neighbouring_layers_become_a_range_and_nothing_else_changes(string names, string expected) =>
        Assert.Equal(expected, ModuleList.Text(names.Split(',')));
}
