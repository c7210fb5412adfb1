using Demur.Abstractions;
using Demur.Data.Mixes;
using Demur.Data.Provenance;
using Demur.Tests.Testing;
using Xunit;

namespace Demur.Tests.Data.Provenance;

public sealed class ProvenanceFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_record_is_read_back_with_mix_seed_and_counts()
    {
        var path = folder.Write("rows.jsonl", "any content");
        var mix = new Mix { Name = "small", DirectHarmful = 2, Tasks = new Dictionary<string, TaskBudget> { ["summarise"] = new() { Benign = 1 } } };

        ProvenanceFile.Write(path, [Row(SampleLabel.Harmful, HarmCategory.CyberCrime, null), Row(SampleLabel.Harmful, HarmCategory.Fraud, null), Row(SampleLabel.Harmless, null, "summarise")], mix, 7);
        var read = ProvenanceFile.Read(path)!;

        Assert.Equal(3, read.Rows);
        Assert.Equal(7, read.Seed);
        Assert.Equal("small", read.Mix!.Name);
        Assert.Equal(1, read.Mix.Tasks["summarise"].Benign);
        Assert.Equal(new Dictionary<string, int> { ["none"] = 2, ["summarise"] = 1 }, read.Tasks);
        Assert.Equal(new Dictionary<string, int> { ["harmful"] = 2, ["harmless"] = 1 }, read.Labels);
        Assert.Equal(new Dictionary<string, int> { ["cyber_crime"] = 1, ["fraud"] = 1, ["none"] = 1 }, read.Categories);
        Assert.Equal(new Dictionary<string, int> { ["test"] = 3 }, read.Sources);
        Assert.Equal(new Dictionary<string, int> { ["MIT"] = 3 }, read.Licences);
        Assert.Matches(@"^\d+\.\d+\.\d+$", read.ToolVersion);
    }

    [Fact]
    public void A_file_without_a_record_has_none()
    {
        Assert.Null(ProvenanceFile.Read(folder.Write("rows.jsonl", "any content")));
    }

    [Fact]
    public void A_file_changed_after_its_build_is_noticed()
    {
        var path = folder.Write("rows.jsonl", "any content");
        ProvenanceFile.Write(path, [], null, null);
        folder.Write("rows.jsonl", "other content");

        var exception = Assert.Throws<DemurException>(() => ProvenanceFile.Read(path));

        Assert.Contains("changed after it was built", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_broken_record_is_named()
    {
        var path = folder.Write("rows.jsonl", "any content");
        folder.Write("rows.jsonl.provenance.json", "{");

        var exception = Assert.Throws<DemurException>(() => ProvenanceFile.Read(path));

        Assert.Contains("rows.jsonl.provenance.json", exception.Message, StringComparison.Ordinal);
    }

    private static TrainingRow Row(SampleLabel label, HarmCategory? category, string? task) => new()
    {
        Id = "1",
        Messages = [new(ChatTurn.User, "Hello"), new(ChatTurn.Assistant, "Hi")],
        Label = label,
        Category = category,
        Task = task,
        Source = "test",
        Licence = "MIT",
    };
}
