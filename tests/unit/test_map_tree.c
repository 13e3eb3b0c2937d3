/*
 * Mapping trees as rings in depth-first order, against trees with parent pointers.
 */
#include <criterion/criterion.h>
#include <stdlib.h>
#include "kernel/space/map_tree.h"
#include "tests/unit/host/host.h"

static struct map_node head, a, b, c, d;

static void start(void)
{
	map_tree_init(&head);
}

TestSuite(map_tree, .init = start);

Test(map_tree, a_child_stands_behind_its_parent)
{
	map_tree_insert(&head, &a);
	map_tree_insert(&a, &b);
	map_tree_insert(&a, &c);
	map_tree_insert(&b, &d);
	cr_assert_eq(head.next, &a);
	cr_assert_eq(a.next, &c);
	cr_assert_eq(c.next, &b);
	cr_assert_eq(b.next, &d);
	cr_assert_eq(d.depth, 3);
	cr_assert_eq(map_tree_parent(&d), &b);
	cr_assert_eq(map_tree_parent(&b), &a);
	cr_assert_eq(map_tree_parent(&a), &head);
	cr_assert(map_tree_has_children(&a));
	cr_assert_not(map_tree_has_children(&c));
	cr_assert_invariant(map_tree_ok(&head));
}

Test(map_tree, children_of_a_removed_node_move_up)
{
	map_tree_insert(&head, &a);
	map_tree_insert(&a, &b);
	map_tree_insert(&b, &c);
	map_tree_insert(&b, &d);
	map_tree_remove(&b);
	cr_assert_eq(map_tree_parent(&c), &a);
	cr_assert_eq(map_tree_parent(&d), &a);
	cr_assert_eq(b.next, &b);
	cr_assert_invariant(map_tree_ok(&head));
}

Test(map_tree, a_replacement_takes_place_and_children)
{
	map_tree_insert(&head, &a);
	map_tree_insert(&a, &b);
	map_tree_insert(&b, &c);
	map_tree_replace(&b, &d);
	cr_assert_eq(map_tree_parent(&d), &a);
	cr_assert_eq(map_tree_parent(&c), &d);
	cr_assert_invariant(map_tree_ok(&head));
}

Test(map_tree, the_only_node_can_be_replaced_and_removed)
{
	map_tree_insert(&head, &a);
	map_tree_replace(&a, &b);
	cr_assert_eq(head.next, &b);
	cr_assert_eq(head.prev, &b);
	map_tree_remove(&b);
	cr_assert_eq(head.next, &head);
	cr_assert_invariant(map_tree_ok(&head));
}

Test(map_tree, the_check_finds_a_jump_in_depth_and_a_broken_link)
{
	map_tree_insert(&head, &a);
	map_tree_insert(&a, &b);
	b.depth = 3;
	cr_assert_not(map_tree_ok(&head));
	cr_assert_str_eq(invariant_broken.rule, "map tree: depth grows by at most one");
	cr_assert_eq(invariant_broken.object, &b);
	b.depth = 2;
	b.prev  = &head;
	cr_assert_not(map_tree_ok(&head));
}

enum { NODES = 64 };

Test(map_tree, random_operations_agree_with_parent_pointers)
{
	static struct map_node node[NODES];
	int parent[NODES]; /* -2: not in the tree, -1: below the head */

	for (int i = 0; i < NODES; i++)
		parent[i] = -2;
	srand(5);
	for (int step = 0; step < 20000; step++) {
		int i = rand() % NODES, p = rand() % (NODES + 1) - 1;

		if (parent[i] == -2 && p != i && (p == -1 || parent[p] != -2)) {
			map_tree_insert(p < 0 ? &head : &node[p], &node[i]);
			parent[i] = p;
		} else if (parent[i] != -2 && rand() % 3 == 0) {
			map_tree_remove(&node[i]);
			for (int k = 0; k < NODES; k++)
				if (parent[k] == i)
					parent[k] = parent[i];
			parent[i] = -2;
		}
		cr_assert_invariant(map_tree_ok(&head));
		for (int k = 0; k < NODES; k++)
			if (parent[k] != -2)
				cr_assert_eq(map_tree_parent(&node[k]),
					     parent[k] < 0 ? &head : &node[parent[k]]);
	}
}
