using Demur.Abstractions;
using Demur.Evaluation.Tasks;
using Demur.Tests.Testing;
using Xunit;

namespace Demur.Tests.Evaluation.Tasks;

public sealed class ExactAnswerTests
{
    [Theory]
    [InlineData("18", "She sells 16 - 3 - 4 = 9 eggs and makes 9 * 2 = $18 a day.", true)]
    [InlineData("18", "#### 18", true)]
    [InlineData("18", "The answer is 18.00", true)]
    [InlineData("70000", "He made $70,000.", true)]
    [InlineData("-3", "It falls to -3 degrees", true)]
    [InlineData("18", "18 eggs, of which 9 are sold", false)]
    [InlineData("18", "I do not know.", false)]
    [InlineData("Paris", "Let me think.\nParis.", true)]
    [InlineData("Paris", "Paris or Rome", false)]
    public void The_last_number_counts_or_the_last_line(string expected, string response, bool passed)
    {
        var sample = Some.Sample() with { Tags = new Dictionary<string, string> { [Sample.AnswerTag] = expected } };

        Assert.Equal(passed, TaskChecks.Check(sample, response)!.Value.Passed);
    }
}
