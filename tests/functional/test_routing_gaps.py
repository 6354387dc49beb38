from hub.sight.gaps import gaps
def test_x(loaded):
    from hub.access.scopes import HUB
    with loaded.transaction(HUB) as tx:
        g=gaps(tx)
        print(g.plain())
        for s in g.stretches:
            print(s.starts_on,s.ends_before,s.table)
            for l in s.lines: print(l.referrals,l.words)
