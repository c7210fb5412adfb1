using Demur.Abstractions;
using Demur.Data.Formats;
using Demur.Tests.Testing;
using Xunit;

namespace Demur.Tests.Data.Formats;

public sealed class RowFileReaderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Messages_sharegpt_and_alpaca_rows_read_alike()
    {
        var path = folder.Write("rows.jsonl", """
            {"messages":[{"role":"user","content":"Hello"},{"role":"assistant","content":"Hi"}]}
            {"conversations":[{"from":"human","value":"Hello"},{"from":"gpt","value":"Hi"}]}
            {"instruction":"Hello","input":"","output":"Hi"}
            """);

        var rows = Read(path).Rows;

        Assert.Equal(3, rows.Count);
        Assert.Single(rows.Select(row => row.Id).Distinct());
        Assert.Equal([new ChatTurn("user", "Hello"), new ChatTurn("assistant", "Hi")], rows[0].Messages);
    }

    [Fact]
    public void An_alpaca_input_follows_its_instruction()
    {
        var path = folder.Write("rows.json", """[{"instruction":"Translate.","input":"Good day","output":"Bonjour"}]""");

        Assert.Equal("Translate.\n\nGood day", Read(path).Rows[0].Messages[0].Content);
    }

    [Fact]
    public void A_quoted_csv_field_may_hold_commas_quotes_and_line_ends()
    {
        var path = folder.Write("rows.csv", "prompt,response\r\n\"a, \"\"b\"\"\nc\",d\r\n");

        var row = Assert.Single(Read(path).Rows);

        Assert.Equal("a, \"b\"\nc", row.Messages[0].Content);
        Assert.Equal("d", row.Messages[1].Content);
    }

    [Theory]
    [InlineData("rows.jsonl", "{\"instruction\":\"a\",\"output\":\"b\"}\n{not json}", "line 2")]
    [InlineData("rows.jsonl", "{\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]}", "1 turns")]
    [InlineData("rows.jsonl", "{\"messages\":[{\"role\":\"user\",\"content\":\"a\"},{\"role\":\"user\",\"content\":\"b\"}]}", "must be the assistant's")]
    [InlineData("rows.jsonl", "{\"messages\":[{\"role\":\"robot\",\"content\":\"a\"}]}", "messages[0] has the role 'robot'")]
    [InlineData("rows.jsonl", "{\"prompt\":\"a\"}", "has none of them")]
    [InlineData("rows.json", "{\"a\":1}", "an array of rows is expected")]
    [InlineData("rows.csv", "question,answer\na,b\n", "there is no column 'prompt'")]
    [InlineData("rows.csv", "prompt,response\n\"a,b\n", "never ends")]
    public void A_bad_row_is_named_with_its_file_and_place(string name, string text, string said)
    {
        var path = folder.Write(name, text);

        var exception = Assert.Throws<DemurException>(() => Read(path));

        Assert.Contains(said, exception.Message, StringComparison.Ordinal);
        Assert.Contains(path, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Skipping_bad_rows_counts_them_with_their_reasons()
    {
        var path = folder.Write("rows.jsonl", "{\"instruction\":\"a\",\"output\":\"b\"}\n{\"x\":1}\n{\"instruction\":\"c\",\"output\":\"\"}\n");

        var content = new RowFileReader(new RowFileOptions { SkipBad = true }).Read(path);

        Assert.Single(content.Rows);
        Assert.Equal(2, content.Skipped.Count);
        Assert.Contains("line 3", content.Skipped[1], StringComparison.Ordinal);
    }

    private static RowFileContent Read(string path) => new RowFileReader(new RowFileOptions()).Read(path);
}
