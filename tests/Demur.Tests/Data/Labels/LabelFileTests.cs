using Demur.Abstractions;
using Demur.Data.Labels;
using Demur.Tests.Testing;
using Xunit;

namespace Demur.Tests.Data.Labels;

public sealed class LabelFileTests
{
    private const string Good = """{"prompt": "p", "response": "r", "label": "full_refusal", "source": "s", "model": "m"}""";

    [Fact]
    public void Rows_are_read_with_source_and_model_and_other_keys_are_ignored()
    {
        using var folder = new TemporaryFolder();
        var path = Write(folder, "\uFEFF" + Good, "", """{"prompt": "", "response": "", "label": " Partial_Refusal ", "id": 7}""");

        var rows = LabelFile.Read(path);

        Assert.Equal(2, rows.Count);
        Assert.Equal(new LabelledResponse { Prompt = "p", Response = "r", Label = Outcome.FullRefusal, Source = "s", Model = "m" }, rows[0]);
        Assert.Equal((Outcome.PartialRefusal, "labels", "unknown"), (rows[1].Label, rows[1].Source, rows[1].Model));
    }

    [Fact]
    public void What_is_written_is_read_back()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "deep", "out.jsonl");
        LabelledResponse[] rows = [new() { Prompt = "a\n\"b\"", Response = "é\u2028", Label = Outcome.FullCompliance, Source = "x", Model = "y", Detail = "action 5" }];

        LabelFile.Write(path, rows);

        Assert.Equal(rows, LabelFile.Read(path));
        Assert.Equal(["out.jsonl"], Directory.GetFiles(Path.GetDirectoryName(path)!).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData("{", "not valid JSON at column")]
    [InlineData("[1]", "a labelled response is a JSON object, and this is a Array")]
    [InlineData("""{"response": "r", "label": "full_refusal"}""", "there is no text 'prompt'")]
    [InlineData("""{"prompt": "p", "response": null, "label": "full_refusal"}""", "there is no text 'response'")]
    [InlineData("""{"prompt": "p", "response": "r"}""", "there is no text 'label'")]
    [InlineData("""{"prompt": "p", "response": "r", "label": "refused"}""", "the label \"refused\" is none of")]
    [InlineData("""{"prompt": "\ud800", "response": "r", "label": "full_refusal"}""", "half a surrogate pair")]
    public void A_bad_row_is_named_by_file_and_line(string line, string complaint)
    {
        using var folder = new TemporaryFolder();
        var path = Write(folder, Good, "", line);

        var mistake = Assert.Throws<DemurException>(() => LabelFile.Read(path));

        Assert.StartsWith($"{path}, line 3: ", mistake.Message, StringComparison.Ordinal);
        Assert.Contains(complaint, mistake.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_without_rows_and_a_missing_file_say_what_to_do()
    {
        using var folder = new TemporaryFolder();

        Assert.Contains("holds no labelled response", Assert.Throws<DemurException>(() => LabelFile.Read(Write(folder, "", " "))).Message, StringComparison.Ordinal);
        Assert.Contains("There is no file", Assert.Throws<DemurException>(() => LabelFile.Read(Path.Combine(folder.Path, "none.jsonl"))).Message, StringComparison.Ordinal);
    }

    private static string Write(TemporaryFolder folder, params string[] lines)
    {
        var path = Path.Combine(folder.Path, "labels.jsonl");
        File.WriteAllLines(path, lines);
        return path;
    }
}
