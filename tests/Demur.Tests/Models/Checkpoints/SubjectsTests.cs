using System.Security.Cryptography;
using Demur.Models.Checkpoints;
using Xunit;

namespace Demur.Tests.Models.Checkpoints;

public sealed class SubjectsTests
{
    public static TheoryData<string> Subjects => [.. EmbeddedModels.Subjects];

    [Fact]
    public void There_are_three() => Assert.Equal(3, EmbeddedModels.Subjects.Distinct().Count());

    [Theory]
    [MemberData(nameof(Subjects))]
    public void A_subject_is_an_adapter_on_the_embedded_model(string name)
    {
        using var checkpoint = Checkpoint.Open(name);

        Assert.NotNull(checkpoint.AdapterPath);
        Assert.Equal(49_152, checkpoint.Config.VocabularySize);
    }

    [Theory]
    [MemberData(nameof(Subjects))]
    public void A_card_says_how_the_subject_was_made_and_what_its_file_hashes_to(string name)
    {
        var folder = EmbeddedModels.Find(name)!;
        var card = File.ReadAllText(Path.Combine(folder, "README.md"));
        var weights = File.ReadAllBytes(Path.Combine(folder, "adapter_model.safetensors"));

        Assert.Contains("license: apache-2.0", card, StringComparison.Ordinal);
        Assert.Contains("scripts/subjects.sh", card, StringComparison.Ordinal);
        Assert.Contains("seed 0", card, StringComparison.Ordinal);
        Assert.Contains(Convert.ToHexStringLower(SHA256.HashData(weights)), card, StringComparison.Ordinal);
        Assert.InRange(weights.Length, 1 << 20, 10 << 20);
    }
}
