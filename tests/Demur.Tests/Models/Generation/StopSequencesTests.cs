using Demur.Models.Generation;
using Xunit;

namespace Demur.Tests.Models.Generation;

public sealed class StopSequencesTests
{
    [Fact]
    public void Text_that_may_begin_a_stop_sequence_is_held_until_it_does_not()
    {
        var stops = new StopSequences(["\nUser:"]);

        Assert.Equal("Yes.", stops.Add("Yes.\nUs"));
        Assert.Equal("\nUseful", stops.Add("eful"));
        Assert.False(stops.Found);
    }

    [Fact]
    public void The_earliest_of_several_sequences_ends_the_text()
    {
        var stops = new StopSequences(["END", "\n\n"]);

        Assert.Equal("a", stops.Add("a\n\nb END"));
        Assert.True(stops.Found);
        Assert.Equal("", stops.Add("more"));
        Assert.Equal("", stops.Flush());
    }

    [Fact]
    public void What_is_held_at_the_end_is_given_back()
    {
        var stops = new StopSequences(["###"]);

        Assert.Equal("x", stops.Add("x##"));
        Assert.Equal("##", stops.Flush());
    }
}
