using System.Text.Json;
using Demur.Models.Generation;
using Demur.Tests.Models.Modules;
using Demur.Tests.Testing;
using Xunit;

namespace Demur.Tests.Models.Generation;

[Collection(TensorTests.Name)]
[Trait(TestGroups.Trait, TestGroups.Golden)]
public sealed class GenerationParityTests
{
    private const int PromptTokens = 12;

    [Theory]
    [InlineData("greedy", 1)]
    [InlineData("greedy_past_window", 1)]
    [InlineData("beam4", 4)]
    public void Continuations_are_those_of_the_reference(string kind, int beams) => GoldenModel.ForEach(golden =>
        Check(golden, kind, beams, (row, _) => row[..PromptTokens]));

    [Fact]
    public void Continuations_of_prompts_of_different_lengths_are_those_of_the_reference() => GoldenModel.ForEach(golden =>
    {
        if (!golden.Expected.Has("padded.input_ids"))
        {
            return false;
        }

        var mask = golden.Expected.Rows("padded.attention_mask");
        var width = mask[0].Length;
        return Check(golden, "greedy_left_padded", 1, (row, i) => row[..width].Where((_, at) => mask[i][at] == 1).ToArray());
    });

    private static bool Check(GoldenModel golden, string kind, int beams, Func<int[], int, int[]> promptOf)
    {
        if (golden.Json is not { } json || !json.GetProperty("generations").TryGetProperty(kind, out var rows))
        {
            return false;
        }

        var expected = JsonSerializer.Deserialize<int[][]>(rows)!;
        var prompts = expected.Select(promptOf).ToArray();
        var padding = kind == "greedy_left_padded" ? golden.Expected.Rows("padded.input_ids")[0].Length : PromptTokens;
        var options = new GenerationOptions { MaxNewTokens = expected[0].Length - padding, Beams = beams };
        var results = new TokenGenerator(golden.Model).Generate(prompts, options);
        for (var i = 0; i < expected.Length; i++)
        {
            // The reference fills rows that ended early with its padding token.
            int[] found = [.. results[i].Tokens, .. results[i].StopToken is { } stop ? [stop] : Array.Empty<int>()];
            Assert.True(
                expected[i][padding..].AsSpan().StartsWith(found) && expected[i][(padding + found.Length)..].All(token => token == golden.Model.Config.PadTokenId),
                $"{golden.Name} {kind} row {i}: {string.Join(" ", found)}\nexpected {string.Join(" ", expected[i][padding..])}");
        }

        return true;
    }
}
