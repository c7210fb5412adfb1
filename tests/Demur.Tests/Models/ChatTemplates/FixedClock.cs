namespace Demur.Tests.Models.ChatTemplates;

/// <summary>A clock that stands still, in a zone where local time is what it was given.</summary>
internal sealed class FixedClock(DateTime now) : TimeProvider
{
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override DateTimeOffset GetUtcNow() => new(now, TimeSpan.Zero);
}
